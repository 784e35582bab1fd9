-- The tables of the operational database as it runs today: names, columns, types, keys, and the
-- indexes on times. No comments, no declarations, no references.
create table adm_actions_log (id uuid not null, admin_user_id uuid not null, action_type text not null, target_type text, target_id uuid,
    description text not null, metadata jsonb, created_at timestamptz not null, primary key (id));
create index on adm_actions_log (created_at);
create table adm_banned_users (id uuid not null, profile_id uuid not null, reason text not null, ban_type text not null, banned_until
    timestamptz, banned_by uuid not null, is_active boolean not null, banned_at timestamptz not null, unbanned_at timestamptz, primary key
    (id));
create table adm_moderation_queue (id uuid not null, content_type text not null, content_id uuid not null, reported_by uuid, report_reason
    text not null, report_description text, priority text not null, status text not null, reviewed_by uuid, reviewed_at timestamptz,
    action_taken text, resolution_notes text, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table adm_roles (id uuid not null, name text not null, slug text not null, description text, is_active boolean not null, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table adm_system_settings (key text not null, value jsonb not null, description text, category text, is_public boolean not null,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (key));
create table adm_users (id uuid not null, role_id uuid not null, email text not null, password_hash text not null, is_active boolean not
    null, last_login_at timestamptz, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table anl_activity_log (id uuid not null, profile_id uuid not null, activity_type text not null, target_type text, target_id uuid,
    metadata jsonb, session_id text, user_agent text, ip_address inet, created_at timestamptz not null, primary key (id));
create index on anl_activity_log (created_at);
create table anl_engagement_metrics (id uuid not null, entity_type text not null, entity_id uuid not null, metric_date date not null,
    views_count integer not null, likes_count integer not null, comments_count integer not null, shares_count integer not null, clicks_count
    integer not null, engagement_rate numeric(5,2), created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table anl_platform_metrics (metric_date date not null, total_users integer not null, active_users integer not null, new_users integer
    not null, total_profiles integer not null, total_businesses integer not null, total_organizations integer not null, total_posts integer
    not null, new_posts integer not null, total_events integer not null, new_events integer not null, total_resources integer not null,
    new_resources integer not null, total_connections integer not null, new_connections integer not null, total_messages integer not null,
    new_messages integer not null, total_logins integer not null, total_searches integer not null, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (metric_date));
create table anl_profile_views (id uuid not null, viewed_type text not null, viewed_id uuid not null, viewer_id uuid, session_id text,
    user_agent text, ip_address inet, referrer text, created_at timestamptz not null, primary key (id));
create index on anl_profile_views (created_at);
create table anl_referrals (id uuid not null, referrer_id uuid not null, referred_id uuid not null, referral_code text not null, status text
    not null, reward_type text, reward_amount numeric(10,2), referred_at timestamptz not null, completed_at timestamptz, rewarded_at
    timestamptz, primary key (id));
create table anl_search_queries (id uuid not null, profile_id uuid, query_text text not null, search_type text, results_count integer not
    null, filters jsonb, session_id text, created_at timestamptz not null, primary key (id));
create index on anl_search_queries (created_at);
create table audit_log (id uuid not null, profile_id uuid, table_name text not null, operation text not null, old_data jsonb, new_data
    jsonb, ip_address inet, user_agent text, created_at timestamptz not null, primary key (id));
create index on audit_log (created_at);
create table auth_users (id uuid not null, email text, phone text, email_verified boolean not null, phone_verified boolean not null,
    whatsapp_flag boolean not null, token text, token_expires_at timestamptz, status text not null, created_at timestamptz not null,
    updated_at timestamptz not null, last_sign_in_at timestamptz, primary key (id));
create table biz_certifications (id uuid not null, business_id uuid not null, name text not null, issuing_authority text not null,
    certificate_number text, issue_date date not null, expiry_date date, does_not_expire boolean not null, document_url text, is_verified
    boolean not null, verified_at timestamptz, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table biz_contact_info (business_id uuid not null, email text, phone text, whatsapp_number text, address_line1 text, address_line2
    text, city text, state text, postal_code text, country text, business_hours jsonb, facebook_url text, instagram_url text, linkedin_url
    text, twitter_url text, youtube_url text, created_at timestamptz not null, updated_at timestamptz not null, primary key (business_id));
create table biz_contact_persons (id uuid not null, business_id uuid not null, team_member_id uuid, name text not null, designation text,
    department text, email text, phone text, whatsapp_number text, is_primary boolean not null, is_active boolean not null, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table biz_farm_details (business_id uuid not null, farm_type text, total_capacity integer, number_of_sheds integer, farm_size_acres
    numeric(10,2), average_monthly_production integer, farming_since date, breeds_raised text[], created_at timestamptz not null, updated_at
    timestamptz not null, primary key (business_id));
create table biz_locations (id uuid not null, business_id uuid not null, location_name text not null, location_type text, address_line1 text
    not null, address_line2 text, city text not null, state text not null, postal_code text, country text not null, latitude numeric(10,8),
    longitude numeric(11,8), phone text, email text, is_primary boolean not null, is_active boolean not null, created_at timestamptz not
    null, updated_at timestamptz not null, primary key (id));
create table biz_profiles (id uuid not null, owner_id uuid not null, business_name text not null, display_name text, business_slug text not
    null, business_type_id uuid, logo_url text, cover_photo_url text, tagline text, about text, company_size text, founded_year integer,
    website_url text, is_verified boolean not null, verified_at timestamptz, verified_by uuid, followers_count integer not null,
    products_count integer not null, team_members_count integer not null, is_active boolean not null, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table biz_service_areas (id uuid not null, business_id uuid not null, country text not null, state text, district text, city text,
    delivery_available boolean not null, delivery_time_days integer, minimum_order_value numeric(10,2), created_at timestamptz not null,
    primary key (id));
create table biz_stats (business_id uuid not null, followers_count integer not null, products_count integer not null, posts_count integer
    not null, team_members_count integer not null, profile_views_count integer not null, inquiries_count integer not null, last_updated_at
    timestamptz not null, primary key (business_id));
create table biz_supplier_details (business_id uuid not null, supplier_type text, product_categories text[], brands_supplied text[],
    minimum_order_value numeric(10,2), delivery_time_days integer, gst_number text, pan_number text, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (business_id));
create table biz_team_members (id uuid not null, business_id uuid not null, profile_id uuid not null, role text not null, department text,
    is_admin boolean not null, permissions jsonb, is_active boolean not null, joined_at timestamptz not null, left_at timestamptz,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table cat_categories (id uuid not null, name text not null, slug text not null, description text, icon text, parent_category_id uuid,
    display_order integer, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table cat_order_items (id uuid not null, order_id uuid not null, product_id uuid not null, quantity integer not null, unit_price
    numeric(10,2) not null, subtotal numeric(10,2) not null, product_snapshot jsonb, created_at timestamptz not null, primary key (id));
create table cat_orders (id uuid not null, buyer_id uuid not null, order_number text not null, subtotal numeric(10,2) not null, tax
    numeric(10,2), shipping numeric(10,2), total numeric(10,2) not null, currency text, status text not null, payment_status text not null,
    payment_method text, payment_id text, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table cat_product_reviews (id uuid not null, product_id uuid not null, reviewer_id uuid not null, rating integer not null, title
    text, review_text text, images text[], is_verified_purchase boolean not null, is_approved boolean not null, approved_at timestamptz,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table cat_products (id uuid not null, seller_id uuid not null, name text not null, slug text not null, description text, category_id
    uuid, price numeric(10,2) not null, currency text, stock_quantity integer not null, sku text, images text[], specifications jsonb,
    status text not null, views_count integer not null, orders_count integer not null, rating_avg numeric(3,2), reviews_count integer not
    null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table email_queue (id uuid not null, to_email text not null, to_name text, subject text not null, body_html text not null, body_text
    text, template_name text, template_data jsonb, status text not null, attempts integer not null, max_attempts integer not null,
    error_message text, ses_message_id text, scheduled_at timestamptz not null, sent_at timestamptz, created_at timestamptz not null,
    primary key (id));
create table evt_attendees (id uuid not null, event_id uuid not null, profile_id uuid not null, rsvp_status text not null, registration_data
    jsonb, registration_fee_paid boolean, payment_id text, checked_in boolean not null, checked_in_at timestamptz, created_at timestamptz
    not null, updated_at timestamptz not null, primary key (id));
create table evt_cohosts (id uuid not null, event_id uuid not null, cohost_type text not null, cohost_id uuid not null, can_edit boolean not
    null, can_manage_attendees boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table evt_events (id uuid not null, organizer_type text not null, organizer_id uuid not null, title text not null, description text,
    event_type_id uuid, cover_image_url text, start_date timestamptz not null, end_date timestamptz not null, timezone text, location_type
    text not null, venue_name text, venue_address text, venue_city text, venue_state text, venue_country text, venue_coordinates point,
    virtual_link text, virtual_platform text, registration_required boolean not null, registration_deadline timestamptz, max_attendees
    integer, registration_fee numeric(10,2), currency text, visibility text not null, status text not null, attendees_count integer not
    null, interested_count integer not null, views_count integer not null, created_at timestamptz not null, updated_at timestamptz not null,
    primary key (id));
create table evt_speakers (id uuid not null, event_id uuid not null, profile_id uuid, name text, title text, bio text, photo_url text,
    session_title text, session_description text, session_start_time timestamptz, session_end_time timestamptz, display_order integer,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table evt_sponsors (id uuid not null, event_id uuid not null, business_id uuid not null, tier text, amount numeric(10,2), logo_url
    text, display_order integer, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table evt_updates (id uuid not null, event_id uuid not null, title text not null, content text not null, created_by uuid not null,
    created_at timestamptz not null, primary key (id));
create table feedback (id uuid not null, profile_id uuid, feedback_type text not null, subject text not null, message text not null, email
    text, page_url text, user_agent text, status text not null, response text, responded_by uuid, responded_at timestamptz, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create index on feedback (created_at);
create table job_applications (id uuid not null, job_id uuid not null, applicant_id uuid not null, cover_letter text, resume_url text,
    application_data jsonb, status text not null, reviewed_by uuid, reviewed_at timestamptz, review_notes text, created_at timestamptz not
    null, updated_at timestamptz not null, primary key (id));
create table job_bookmarks (id uuid not null, job_id uuid not null, profile_id uuid not null, created_at timestamptz not null, primary key
    (id));
create table job_postings (id uuid not null, employer_type text not null, employer_id uuid not null, posted_by uuid not null, title text not
    null, description text not null, category_id uuid, job_type text not null, location_type text not null, location_city text,
    location_state text, location_country text, salary_min numeric(10,2), salary_max numeric(10,2), salary_currency text, salary_period
    text, experience_min_years integer, experience_max_years integer, education_level text, skills_required text[], application_deadline
    timestamptz, application_email text, application_url text, status text not null, published_at timestamptz, views_count integer not null,
    applications_count integer not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table media_uploads (id uuid not null, uploaded_by uuid not null, file_name text not null, file_url text not null, file_size integer
    not null, file_type text not null, mime_type text not null, media_type text not null, width integer, height integer, duration integer,
    s3_bucket text, s3_key text, status text not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create index on media_uploads (created_at);
create table mkt_campaign_content_assignments (id uuid not null, campaign_id uuid not null, content_id uuid not null, created_at timestamptz
    not null, primary key (id));
create table mkt_campaign_pillar_assignments (id uuid not null, campaign_id uuid not null, pillar_id uuid not null, created_at timestamptz
    not null, primary key (id));
create table mkt_campaigns (id uuid not null, name text not null, slug text, description text, campaign_type text, start_date date, end_date
    date, primary_goal text, target_metrics jsonb, budget numeric(10,2), status text not null, total_reach integer not null,
    total_engagement integer not null, total_conversions integer not null, created_by uuid, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create table mkt_channels (id uuid not null, platform text not null, channel_type text not null, name text not null, handle text, url text,
    description text, api_credentials jsonb, is_api_connected boolean not null, is_active boolean not null, posting_schedule text,
    default_hashtags text[], character_limit integer, image_specs jsonb, best_posting_times text[], target_posts_per_week integer not null,
    target_engagement_rate numeric(5,4) not null, current_followers integer not null, current_subscribers integer not null, created_by uuid,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table mkt_con_content (id uuid not null, title text not null, slug text, content_mode text not null, master_content_id uuid,
    pillar_id uuid, topic_id uuid, content_type_id uuid not null, content_body text, excerpt text, meta_title text, meta_description text,
    focus_keywords text[], target_url text, featured_image_url text, media_urls text[], hashtags text[], cta_text text, cta_url text, status
    text not null, reviewed_by uuid, reviewed_at timestamptz, review_notes text, published_url text, published_at timestamptz, total_views
    integer not null, total_likes integer not null, total_comments integer not null, total_shares integer not null, total_clicks integer not
    null, created_by uuid, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table mkt_con_ideas (id uuid not null, title text not null, description text, idea_source text, format text, topic_id uuid, pillar_id
    uuid, segment_id uuid, estimated_effort text, estimated_impact text, priority_score integer not null, status text not null,
    rejection_reason text, assigned_to uuid, due_date date, notes text, tags text[], submitted_by uuid, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table mkt_con_pillar_content_type_assignments (id uuid not null, pillar_id uuid not null, content_type_id uuid not null,
    estimated_pieces integer not null, pieces_created integer not null, notes text, created_at timestamptz not null, primary key (id));
create table mkt_con_pillar_tag_assignments (id uuid not null, pillar_id uuid not null, tag_id uuid not null, created_at timestamptz not
    null, primary key (id));
create table mkt_con_pillar_types (id uuid not null, name text not null, slug text not null, description text, icon text, is_active boolean
    not null, created_at timestamptz not null, primary key (id));
create table mkt_con_pillars (id uuid not null, title text not null, slug text, description text, pillar_type_id uuid, research_question
    text, hypothesis text, source_documents jsonb not null, research_notes text, key_insights text[], target_url text, focus_keywords
    text[], topic_id uuid, segment_id uuid, status text not null, validated_by uuid, validated_at timestamptz, priority_score integer not
    null, total_reach integer not null, total_engagement integer not null, created_by uuid, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create table mkt_con_schedule (id uuid not null, content_id uuid not null, channel_id uuid not null, scheduled_date date not null,
    scheduled_time time, content_created_date timestamptz, published_date timestamptz, status text not null, published_by uuid, published_at
    timestamptz, published_url text, views integer not null, likes integer not null, comments integer not null, shares integer not null,
    clicks integer not null, notes text, created_by uuid, created_at timestamptz not null, updated_at timestamptz not null, primary key
    (id));
create table mkt_con_tag_assignments (id uuid not null, content_id uuid not null, tag_id uuid not null, created_at timestamptz not null,
    primary key (id));
create table mkt_con_tags (id uuid not null, name text not null, slug text not null, description text, color text, icon text, usage_count
    integer not null, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table mkt_con_types (id uuid not null, name text not null, slug text not null, description text, platform text,
    typical_duration_minutes integer, character_limit integer, production_complexity text, image_specs jsonb, content_structure text[],
    is_active boolean not null, created_at timestamptz not null, primary key (id));
create table mkt_kpis (id uuid not null, metric_date date not null, week_number integer, month_number integer, year integer not null,
    total_users integer, new_signups integer not null, daily_active_users integer not null, weekly_active_users integer not null,
    posts_created integer not null, comments_created integer not null, connections_made integer not null, farmers_count integer not null,
    veterinarians_count integer not null, fpos_count integer not null, researchers_count integer not null, email_subscribers integer not
    null, new_email_subscribers integer not null, created_at timestamptz not null, primary key (id));
create table mkt_ndp_categories (id uuid not null, name text not null, slug text not null, description text, color text, icon text,
    sort_order integer not null, is_active boolean not null, created_at timestamptz not null, primary key (id));
create table mkt_ndp_topic_segments (id uuid not null, topic_id uuid not null, segment_id uuid not null, relevance_score integer, created_at
    timestamptz not null, primary key (id));
create table mkt_ndp_topics (id uuid not null, title text not null, slug text, description text, ndp_category_id uuid, primary_keywords
    text[], secondary_keywords text[], long_tail_keywords text[], content_angle text, expected_impact text, priority_score integer not null,
    times_used integer not null, last_used_at timestamptz, is_active boolean not null, created_by uuid, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table mkt_segments (id uuid not null, name text not null, slug text not null, description text, segment_type text not null,
    pain_points text[], goals text[], preferred_channels text[], estimated_market_size integer, current_reach integer not null, target_reach
    integer, priority_score integer not null, is_active boolean not null, icon text, color text, created_by uuid, created_at timestamptz not
    null, updated_at timestamptz not null, primary key (id));
create table mkt_social_kpis (id uuid not null, metric_date date not null, week_start date, week_number integer, month_number integer, year
    integer not null, channel_id uuid, posts_published integer not null, metrics jsonb not null, notes text, created_at timestamptz not
    null, updated_at timestamptz not null, primary key (id));
create table msg_conversations (id uuid not null, is_group boolean not null, group_name text, group_photo_url text, group_description text,
    created_by uuid not null, last_message_at timestamptz, last_message_preview text, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create table msg_messages (id uuid not null, conversation_id uuid not null, sender_id uuid not null, content text not null, message_type
    text not null, media_urls text[], reply_to_message_id uuid, forwarded_from_message_id uuid, is_deleted boolean not null, deleted_at
    timestamptz, deleted_for_everyone boolean not null, delivered_at timestamptz, created_at timestamptz not null, updated_at timestamptz
    not null, primary key (id));
create table msg_participants (id uuid not null, conversation_id uuid not null, user_id uuid not null, is_admin boolean not null, is_active
    boolean not null, joined_at timestamptz not null, left_at timestamptz, last_read_at timestamptz not null, unread_count integer not null,
    is_muted boolean not null, muted_until timestamptz, primary key (id));
create table msg_reactions (id uuid not null, message_id uuid not null, user_id uuid not null, reaction text not null, created_at
    timestamptz not null, primary key (id));
create table msg_read_receipts (id uuid not null, message_id uuid not null, user_id uuid not null, read_at timestamptz not null, primary key
    (id));
create table nec_annotation_metadata (annotation_id uuid not null, tags text[], related_events text[], impact_level text, meta_title text,
    meta_description text, created_at timestamptz not null, updated_at timestamptz not null, primary key (annotation_id));
create table nec_annotations (id uuid not null, zone_id uuid not null, date date not null, title text not null, content text not null,
    annotation_type text, author_id uuid not null, is_approved boolean not null, approved_by uuid, approved_at timestamptz, likes_count
    integer not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table nec_predictions (id uuid not null, zone_id uuid not null, prediction_date date not null, predicted_price integer not null,
    confidence_score numeric(5,2), model_version text, features_used jsonb, actual_price integer, prediction_error integer, created_at
    timestamptz not null, primary key (id));
create table nec_prices (id uuid not null, zone_id uuid not null, date date not null, year integer not null, month integer not null,
    day_of_month integer not null, suggested_price integer, prevailing_price integer, source text not null, scraper_mode text, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table nec_scraper_logs (id uuid not null, execution_id text not null, status text not null, zones_scraped integer, prices_inserted
    integer, prices_updated integer, errors_count integer, error_details jsonb, execution_time_ms integer, created_at timestamptz not null,
    primary key (id));
create index on nec_scraper_logs (created_at);
create table nec_zones (id uuid not null, name text not null, slug text not null, description text, zone_type text not null, zone_code text,
    state text, district text, city text, sort_order integer, is_active boolean not null, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create table ntf_notifications (id uuid not null, recipient_id uuid not null, notification_type_id uuid, actor_type text, actor_id uuid,
    title text not null, message text not null, action_type text, action_id uuid, action_url text, metadata jsonb, is_read boolean not null,
    read_at timestamptz, priority text not null, delivered_push boolean not null, delivered_email boolean not null, delivered_sms boolean
    not null, created_at timestamptz not null, primary key (id));
create table ntf_preferences (profile_id uuid not null, push_enabled boolean not null, email_enabled boolean not null, sms_enabled boolean
    not null, preferences jsonb not null, quiet_hours_enabled boolean not null, quiet_hours_start time, quiet_hours_end time,
    daily_digest_enabled boolean not null, weekly_digest_enabled boolean not null, created_at timestamptz not null, updated_at timestamptz
    not null, primary key (profile_id));
create table ntf_queue (id uuid not null, notification_id uuid not null, delivery_method text not null, status text not null, attempts
    integer not null, max_attempts integer not null, error_message text, scheduled_at timestamptz not null, sent_at timestamptz, created_at
    timestamptz not null, primary key (id));
create table ntf_templates (id uuid not null, name text not null, notification_type_id uuid, title_template text not null, message_template
    text not null, email_subject_template text, email_body_template text, sms_template text, variables text[], is_active boolean not null,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table org_announcements (id uuid not null, organization_id uuid not null, title text not null, content text not null,
    announcement_type text, target_audience text not null, is_pinned boolean not null, priority integer, published_at timestamptz,
    expires_at timestamptz, created_by uuid not null, views_count integer not null, created_at timestamptz not null, updated_at timestamptz
    not null, primary key (id));
create table org_committee_members (id uuid not null, committee_id uuid not null, member_id uuid not null, role text not null, is_chair
    boolean not null, start_date date not null, end_date date, is_current boolean not null, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create table org_committees (id uuid not null, organization_id uuid not null, name text not null, description text, purpose text, is_active
    boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table org_contact_info (organization_id uuid not null, email text, phone text, address_line1 text, address_line2 text, city text,
    state text, postal_code text, country text, facebook_url text, instagram_url text, linkedin_url text, twitter_url text, youtube_url
    text, created_at timestamptz not null, updated_at timestamptz not null, primary key (organization_id));
create table org_leadership (id uuid not null, organization_id uuid not null, profile_id uuid not null, position text not null,
    position_level integer, start_date date not null, end_date date, is_current boolean not null, responsibilities text[], display_order
    integer, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table org_member_invitations (id uuid not null, organization_id uuid not null, invited_by uuid not null, invitee_email text,
    invitee_phone text, invitee_profile_id uuid, tier_id uuid, invitation_message text, invitation_token text not null, status text not
    null, expires_at timestamptz not null, accepted_at timestamptz, created_at timestamptz not null, updated_at timestamptz not null,
    primary key (id));
create table org_members (id uuid not null, organization_id uuid not null, member_type text not null, member_id uuid not null, tier_id uuid,
    membership_number text, role text, status text not null, joined_at timestamptz not null, expires_at timestamptz, created_at timestamptz
    not null, updated_at timestamptz not null, primary key (id));
create table org_membership_applications (id uuid not null, organization_id uuid not null, applicant_type text not null, applicant_id uuid
    not null, tier_id uuid, application_message text, status text not null, reviewed_by uuid, reviewed_at timestamptz, rejection_reason
    text, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table org_membership_history (id uuid not null, organization_id uuid not null, member_id uuid not null, event_type text not null,
    old_tier_id uuid, new_tier_id uuid, notes text, created_at timestamptz not null, primary key (id));
create index on org_membership_history (created_at);
create table org_membership_tiers (id uuid not null, organization_id uuid not null, name text not null, description text, annual_fee
    numeric(10,2), currency text, benefits text[], max_members integer, display_order integer, is_active boolean not null, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table org_offices (id uuid not null, organization_id uuid not null, office_name text not null, office_type text, address_line1 text
    not null, address_line2 text, city text not null, state text not null, postal_code text, country text not null, phone text, email text,
    is_primary boolean not null, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key
    (id));
create table org_profiles (id uuid not null, created_by uuid not null, organization_name text not null, display_name text, organization_slug
    text not null, organization_type_id uuid, logo_url text, cover_photo_url text, tagline text, mission text, vision text, about text,
    founded_year integer, website_url text, members_count integer not null, followers_count integer not null, events_count integer not null,
    is_verified boolean not null, verified_at timestamptz, is_active boolean not null, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create table org_resources (id uuid not null, organization_id uuid not null, title text not null, description text, resource_type text,
    file_url text not null, file_size integer, file_type text, access_level text not null, tags text[], category text, download_count
    integer not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table org_stats (organization_id uuid not null, members_count integer not null, individual_members_count integer not null,
    business_members_count integer not null, followers_count integer not null, events_count integer not null, posts_count integer not null,
    resources_count integer not null, profile_views_count integer not null, last_updated_at timestamptz not null, primary key
    (organization_id));
create table profiles (id uuid not null, full_name text not null, profile_slug text not null, profile_photo_url text, cover_photo_url text,
    headline text, bio text, location_state text not null, location_district text, location_city text, country text not null, phone text not
    null, phone_verified boolean not null, email text not null, email_verified boolean not null, whatsapp_number text, profile_strength
    integer not null, verification_level text not null, is_public boolean not null, last_active_at timestamptz, last_profile_update_at
    timestamptz, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table ref_business_types (id uuid not null, name text not null, slug text not null, description text, icon text, category text,
    sort_order integer, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table ref_countries (id uuid not null, name text not null, name_local text, code text not null, iso3 text, iso_numeric text,
    flag_emoji text, flag_url text, phone_code text, phone_format text, subdivision_label text, is_favourite boolean not null, is_default
    boolean not null, is_active boolean not null, sort_order integer, created_at timestamptz not null, updated_at timestamptz not null,
    primary key (id));
create table ref_event_types (id uuid not null, name text not null, slug text not null, description text, icon text, sort_order integer,
    is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table ref_job_categories (id uuid not null, name text not null, slug text not null, description text, parent_id uuid, level integer,
    path text, sort_order integer, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key
    (id));
create table ref_notification_types (id uuid not null, name text not null, slug text not null, icon text, color text, priority integer,
    template text, action_url_pattern text, is_real_time boolean, is_email boolean, is_push boolean, is_active boolean not null, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table ref_organization_types (id uuid not null, name text not null, slug text not null, description text, icon text, sort_order
    integer, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table ref_roles (id uuid not null, name text not null, slug text not null, description text, icon text, permissions jsonb, is_active
    boolean not null, sort_order integer, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table ref_skills (id uuid not null, name text not null, slug text not null, description text, category text, synonyms text[],
    related_skills uuid[], usage_count integer not null, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz
    not null, primary key (id));
create table ref_states (id uuid not null, country_id uuid not null, name text not null, code text, is_active boolean not null, sort_order
    integer, created_at timestamptz not null, primary key (id));
create table res_bookmarks (id uuid not null, resource_id uuid not null, profile_id uuid not null, collection_name text, created_at
    timestamptz not null, primary key (id));
create table res_categories (id uuid not null, name text not null, slug text not null, description text, icon text, parent_category_id uuid,
    display_order integer, is_active boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table res_comments (id uuid not null, resource_id uuid not null, profile_id uuid not null, content text not null, parent_comment_id
    uuid, likes_count integer not null, is_flagged boolean not null, is_deleted boolean not null, deleted_at timestamptz, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table res_likes (id uuid not null, resource_id uuid not null, profile_id uuid not null, created_at timestamptz not null, primary key
    (id));
create table res_resources (id uuid not null, author_id uuid not null, title text not null, slug text not null, description text, content
    text, resource_type text not null, category_id uuid, featured_image_url text, video_url text, document_url text, tags text[],
    reading_time_minutes integer, meta_title text, meta_description text, status text not null, published_at timestamptz, views_count
    integer not null, likes_count integer not null, bookmarks_count integer not null, shares_count integer not null, created_at timestamptz
    not null, updated_at timestamptz not null, primary key (id));
create table res_views (id uuid not null, resource_id uuid not null, profile_id uuid, session_id text, user_agent text, ip_address inet,
    referrer text, created_at timestamptz not null, primary key (id));
create index on res_views (created_at);
create table saved_searches (id uuid not null, profile_id uuid not null, name text not null, search_type text not null, query_text text,
    filters jsonb, notify_on_new_results boolean not null, created_at timestamptz not null, updated_at timestamptz not null, primary key
    (id));
create table soc_blocks (id uuid not null, blocker_id uuid not null, blocked_id uuid not null, reason text, created_at timestamptz not null,
    primary key (id));
create table soc_comment_likes (id uuid not null, comment_id uuid not null, profile_id uuid not null, created_at timestamptz not null,
    primary key (id));
create table soc_connection_suggestions (id uuid not null, profile_id uuid not null, suggested_profile_id uuid not null, reason text, score
    numeric(3,2), status text not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (id));
create table soc_connections (id uuid not null, profile_id_1 uuid not null, profile_id_2 uuid not null, status text not null, requested_by
    uuid not null, requested_at timestamptz not null, responded_at timestamptz, created_at timestamptz not null, updated_at timestamptz not
    null, primary key (id));
create table soc_follows (id uuid not null, follower_type text not null, follower_id uuid not null, following_type text not null,
    following_id uuid not null, created_at timestamptz not null, primary key (id));
create index on soc_follows (created_at);
create table soc_poll_votes (id uuid not null, post_id uuid not null, profile_id uuid not null, option_index integer not null, created_at
    timestamptz not null, primary key (id));
create table soc_post_bookmarks (id uuid not null, post_id uuid not null, profile_id uuid not null, collection_name text, created_at
    timestamptz not null, primary key (id));
create table soc_post_comments (id uuid not null, post_id uuid not null, profile_id uuid not null, content text not null, parent_comment_id
    uuid, likes_count integer not null, is_flagged boolean not null, is_deleted boolean not null, deleted_at timestamptz, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table soc_post_likes (id uuid not null, post_id uuid not null, profile_id uuid not null, created_at timestamptz not null, primary key
    (id));
create index on soc_post_likes (created_at);
create table soc_post_reports (id uuid not null, post_id uuid not null, reported_by uuid not null, reason text not null, description text,
    status text not null, reviewed_by uuid, reviewed_at timestamptz, action_taken text, created_at timestamptz not null, primary key (id));
create table soc_posts (id uuid not null, author_type text not null, author_id uuid not null, content text not null, post_type text not
    null, media_urls text[], media_metadata jsonb, poll_options jsonb, poll_ends_at timestamptz, shared_post_id uuid, visibility text not
    null, likes_count integer not null, comments_count integer not null, shares_count integer not null, views_count integer not null,
    is_flagged boolean not null, is_deleted boolean not null, deleted_at timestamptz, created_at timestamptz not null, updated_at
    timestamptz not null, primary key (id));
create index on soc_posts (created_at);
create table tags (id uuid not null, name text not null, slug text not null, usage_count integer not null, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table usr_activity (id uuid not null, profile_id uuid not null, activity_type text not null, activity_data jsonb, ip_address inet,
    user_agent text, device_type text, created_at timestamptz not null, primary key (id));
create index on usr_activity (created_at);
create table usr_awards (id uuid not null, profile_id uuid not null, title text not null, issuer text not null, issue_date date not null,
    description text, document_url text, display_order integer, created_at timestamptz not null, updated_at timestamptz not null, primary
    key (id));
create table usr_badges (id uuid not null, profile_id uuid not null, badge_type text not null, badge_level integer, awarded_at timestamptz
    not null, awarded_by uuid, reason text, is_displayed boolean not null, display_order integer, primary key (id));
create table usr_certifications (id uuid not null, profile_id uuid not null, name text not null, issuing_organization text not null,
    credential_id text, credential_url text, issue_date date not null, expiry_date date, does_not_expire boolean not null, document_url
    text, is_verified boolean not null, verified_at timestamptz, verified_by uuid, display_order integer, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table usr_completeness_checks (profile_id uuid not null, has_photo boolean not null, has_headline boolean not null, has_bio boolean
    not null, has_experience boolean not null, has_education boolean not null, has_skills boolean not null, has_connections boolean not
    null, has_posts boolean not null, has_endorsements boolean not null, completeness_score integer not null, last_calculated_at timestamptz
    not null, updated_at timestamptz not null, primary key (profile_id));
create table usr_consultant_details (profile_role_id uuid not null, consultant_type text, years_experience integer, specializations text[],
    certifications text[], hourly_rate numeric(10,2), daily_rate numeric(10,2), available_for_remote boolean, available_for_onsite boolean,
    service_areas text[], languages_spoken text[], created_at timestamptz not null, updated_at timestamptz not null, primary key
    (profile_role_id));
create table usr_education (id uuid not null, profile_id uuid not null, institution_name text not null, institution_type text, degree text
    not null, field_of_study text, start_date date not null, end_date date, is_current boolean not null, grade text, location_city text,
    location_state text, location_country text, description text, activities text[], display_order integer, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table usr_engagement_analytics (id uuid not null, profile_id uuid not null, date date not null, profile_views integer not null,
    search_appearances integer not null, post_impressions integer not null, post_engagements integer not null, new_connections integer not
    null, new_followers integer not null, posts_created integer not null, comments_made integer not null, primary key (id));
create table usr_experiences (id uuid not null, profile_id uuid not null, company_name text not null, company_type text, title text not
    null, employment_type text, start_date date not null, end_date date, is_current boolean not null, location_city text, location_state
    text, location_country text, description text, key_achievements text[], skills_used text[], display_order integer, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table usr_farmer_details (profile_role_id uuid not null, farm_name text, farm_size numeric(10,2), farm_type text, bird_capacity
    integer, number_of_sheds integer, years_farming integer, farming_since date, specializations text[], created_at timestamptz not null,
    updated_at timestamptz not null, primary key (profile_role_id));
create table usr_languages (id uuid not null, profile_id uuid not null, language text not null, proficiency text not null, display_order
    integer, created_at timestamptz not null, primary key (id));
create table usr_leaderboards (id uuid not null, leaderboard_type text not null, period text not null, period_start date not null,
    period_end date not null, rankings jsonb not null, calculated_at timestamptz not null, primary key (id));
create table usr_nutritionist_details (profile_role_id uuid not null, license_number text, years_experience integer, specializations text[],
    provides_feed_formulation boolean, provides_consultation boolean, provides_training boolean, service_areas text[], created_at
    timestamptz not null, updated_at timestamptz not null, primary key (profile_role_id));
create table usr_preferences (profile_id uuid not null, email_notifications boolean not null, push_notifications boolean not null,
    sms_notifications boolean not null, email_frequency text not null, preferred_language text not null, preferred_timezone text not null,
    theme text not null, created_at timestamptz not null, updated_at timestamptz not null, primary key (profile_id));
create table usr_privacy_settings (profile_id uuid not null, profile_visibility text not null, show_email text not null, show_phone text not
    null, show_whatsapp text not null, show_connections text not null, show_followers text not null, show_activity text not null,
    allow_search_engines boolean not null, allow_discovery boolean not null, allow_messages_from text not null, created_at timestamptz not
    null, updated_at timestamptz not null, primary key (profile_id));
create table usr_profile_roles (id uuid not null, profile_id uuid not null, role_id uuid not null, is_primary boolean not null, is_verified
    boolean not null, verified_at timestamptz, verified_by uuid, created_at timestamptz not null, updated_at timestamptz not null, primary
    key (id));
create table usr_profile_skills (id uuid not null, profile_id uuid not null, skill_id uuid not null, proficiency_level text,
    years_experience integer, endorsements_count integer not null, is_featured boolean not null, display_order integer, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (id));
create table usr_publications (id uuid not null, profile_id uuid not null, title text not null, publication_type text, journal_name text,
    publisher text, publication_date date, doi text, isbn text, url text, authors text[], is_primary_author boolean not null, abstract text,
    keywords text[], citation_count integer, display_order integer, created_at timestamptz not null, updated_at timestamptz not null,
    primary key (id));
create table usr_researcher_details (profile_role_id uuid not null, research_institution text, research_areas text[], highest_degree text,
    field_of_study text, publications_count integer, h_index integer, current_projects text[], looking_for_collaboration boolean, created_at
    timestamptz not null, updated_at timestamptz not null, primary key (profile_role_id));
create table usr_search_appearances (id uuid not null, profile_id uuid not null, search_query text, search_filters jsonb, search_position
    integer, was_clicked boolean not null, appeared_at timestamptz not null, primary key (id));
create table usr_skill_assessments (id uuid not null, profile_skill_id uuid not null, assessment_type text not null, assessment_provider
    text, score integer, percentile integer, badge_url text, certificate_url text, completed_at timestamptz not null, expires_at
    timestamptz, primary key (id));
create table usr_skill_endorsements (id uuid not null, profile_skill_id uuid not null, endorser_id uuid not null, endorsement_text text,
    relationship text, created_at timestamptz not null, primary key (id));
create index on usr_skill_endorsements (created_at);
create table usr_skill_recommendations (id uuid not null, profile_id uuid not null, recommender_id uuid not null, title text not null,
    content text not null, relationship text not null, position_at_time text, status text not null, is_featured boolean not null,
    display_order integer, created_at timestamptz not null, updated_at timestamptz not null, accepted_at timestamptz, primary key (id));
create table usr_stats (profile_id uuid not null, connections_count integer not null, followers_count integer not null, following_count
    integer not null, posts_count integer not null, comments_count integer not null, likes_given_count integer not null,
    likes_received_count integer not null, profile_views_count integer not null, search_appearances_count integer not null,
    endorsements_received_count integer not null, recommendations_received_count integer not null, last_updated_at timestamptz not null,
    primary key (profile_id));
create table usr_supplier_details (profile_role_id uuid not null, supplier_type text, company_name text, product_categories text[],
    brands_supplied text[], delivery_available boolean, service_areas text[], minimum_order_value numeric(10,2), years_in_business integer,
    gst_number text, created_at timestamptz not null, updated_at timestamptz not null, primary key (profile_role_id));
create table usr_verifications (id uuid not null, profile_id uuid not null, verification_type text not null, status text not null,
    document_urls text[], notes text, reviewed_by uuid, reviewed_at timestamptz, rejection_reason text, created_at timestamptz not null,
    updated_at timestamptz not null, primary key (id));
create table usr_veterinarian_details (profile_role_id uuid not null, license_number text, license_state text, license_expiry date,
    practice_name text, practice_type text, years_experience integer, specializations text[], service_radius integer,
    available_for_emergency boolean, created_at timestamptz not null, updated_at timestamptz not null, primary key (profile_role_id));
