-- References of modules above into tables of several modules, made once all of those are there.

select sys_declare_polymorphic_reference(
    'ntf_notifications', 'action_type', 'action_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles",
      "organization_announcement": "org_announcements", "connection": "soc_connections", "post": "soc_posts",
      "post_comment": "soc_post_comments", "conversation": "msg_conversations", "message": "msg_messages",
      "event": "evt_events", "job_posting": "job_postings", "job_application": "job_applications",
      "product": "prd_products", "order": "prd_orders", "resource": "res_resources",
      "resource_comment": "res_comments"}',
    'cascade'
);
comment on column ntf_notifications.action_type is
'Kind of thing it is about: post, event and so on, as in ref_entity_types, and a few that cannot be liked or shared.';

-- Blog posts, notes on prices and predictions are shared too: those shares are in shr_entity_shares.
select sys_declare_polymorphic_reference(
    'soc_share_tracking', 'content_type', 'content_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles",
      "organization_announcement": "org_announcements", "post": "soc_posts", "event": "evt_events",
      "job_posting": "job_postings", "product": "prd_products", "resource": "res_resources"}',
    'cascade'
);
comment on column soc_share_tracking.content_type is
'Kind of thing: a page of a person, business or organization, or what they put there.';
