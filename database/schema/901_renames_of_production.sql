-- Names that the application which runs today uses, where they are not ours.

select sys_declare_rename(old_name, new_name, 'production')
from (
    values
    ('soc_blocks', 'soc_blocked_users'),
    ('mkt_con_pillars', 'mkt_content_pillars'),
    ('mkt_con_pillar_types', 'mkt_pillar_types'),
    ('mkt_ndp_topics', 'mkt_topics'),
    ('mkt_ndp_topic_segments', 'mkt_topic_segments'),
    ('mkt_con_types', 'mkt_content_types'),
    ('mkt_con_content', 'mkt_content'),
    ('mkt_con_ideas', 'mkt_content_ideas'),
    ('mkt_con_schedule', 'mkt_content_schedule'),
    ('mkt_con_tags', 'mkt_tags'),
    ('mkt_con_tag_assignments', 'mkt_content_tags'),
    ('mkt_campaign_content_assignments', 'mkt_campaign_content'),
    ('mkt_campaign_pillar_assignments', 'mkt_campaign_pillars'),
    ('mkt_con_pillar_tag_assignments', 'mkt_pillar_tags'),
    ('mkt_kpis', 'mkt_platform_kpis'),
    ('evt_attendees', 'evt_registrations'),
    ('cat_products', 'prd_products'),
    ('cat_product_reviews', 'prd_reviews'),
    ('feedback', 'sup_submissions'),
    ('mkt_social_kpis', 'ana_social_kpis'),
    ('mkt_ndp_categories', 'ana_ndp_categories'),
    ('cat_categories', 'ref_product_categories'),
    ('tags', 'soc_tags'),
    ('mkt_con_pillar_content_type_assignments', 'mkt_pillar_content_types'),
    ('anl_profile_views', 'ana_profile_views'),
    ('anl_search_queries', 'ana_search_queries'),
    ('anl_activity_log', 'ana_activity_log'),
    ('anl_referrals', 'ana_referrals'),
    ('cat_orders', 'prd_orders'),
    ('cat_order_items', 'prd_order_items'),
    ('media_uploads', 'med_uploads'),
    ('saved_searches', 'sea_saved_searches'),
    ('audit_log', 'sec_audit_log')
) as renames (old_name, new_name);
