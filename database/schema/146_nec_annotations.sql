-- What experts and models say about egg prices.

create table nec_annotations (
    id uuid not null default gen_random_uuid(),
    zone_id uuid not null,
    author_id uuid not null,
    date date not null,
    title text not null,
    content text not null,
    annotation_type text,
    is_approved boolean not null default false,
    approved_by uuid,
    approved_at timestamptz,
    likes_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_nec_annotations primary key (id),
    constraint fk_nec_annotations_zone_id foreign key (zone_id) references nec_zones (id) on delete cascade,
    constraint fk_nec_annotations_author_id foreign key (author_id) references profiles (id) on delete cascade,
    constraint fk_nec_annotations_approved_by
    foreign key (approved_by) references profiles (id) on delete set null,
    constraint ck_nec_annotations_title_length check (char_length(title) <= 200),
    constraint ck_nec_annotations_content_length check (char_length(content) <= 1000),
    constraint ck_nec_annotations_annotation_type check (
        annotation_type in (
            'event', 'trend', 'alert', 'insight', 'spike', 'anomaly', 'prediction', 'general'
        )
    )
);

comment on table nec_annotations is
'An expert''s note on a zone''s price of a day. Grain: note.';
comment on column nec_annotations.date is 'India calendar day the note is about.';
comment on column nec_annotations.title is 'At most 200 characters.';
comment on column nec_annotations.content is 'At most 1000 characters.';
comment on column nec_annotations.annotation_type is
'What the note explains. spike, anomaly and prediction are what readers are promised for unusual prices.';
comment on column nec_annotations.is_approved is 'Shown to everybody; until then only to the author and the staff.';
comment on column nec_annotations.likes_count is 'Reactions in shr_entity_likes.';

create index idx_nec_annotations_zone_id_date on nec_annotations (zone_id, date desc);
create index idx_nec_annotations_author_id on nec_annotations (author_id);
create index idx_nec_annotations_approved_by on nec_annotations (approved_by) where approved_by is not null;
create index idx_nec_annotations_annotation_type on nec_annotations (annotation_type);
create index idx_nec_annotations_is_approved on nec_annotations (is_approved, created_at desc) where is_approved;

select sys_touch_updated_at('nec_annotations');


create table nec_annotation_metadata (
    annotation_id uuid not null,
    tags text[],
    related_events text[],
    impact_level text,
    meta_title text,
    meta_description text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_nec_annotation_metadata primary key (annotation_id),
    constraint fk_nec_annotation_metadata_annotation_id
    foreign key (annotation_id) references nec_annotations (id) on delete cascade,
    constraint ck_nec_annotation_metadata_impact_level check (impact_level in ('low', 'medium', 'high'))
);

comment on table nec_annotation_metadata is
'How a note is filed and found. Grain: note that has any of it.';
comment on column nec_annotation_metadata.tags is 'Words, not ids of soc_tags.';
comment on column nec_annotation_metadata.related_events is
'Happenings that explain the price, such as a festival or an outbreak.';
comment on column nec_annotation_metadata.meta_title is 'Title for search engines; so is meta_description.';

create index gin_nec_annotation_metadata_tags on nec_annotation_metadata using gin (tags);

select sys_touch_updated_at('nec_annotation_metadata');


create table nec_predictions (
    id uuid not null default gen_random_uuid(),
    zone_id uuid not null,
    prediction_date date not null,
    predicted_price integer not null,
    confidence_score numeric(5, 2),
    model_version text,
    features_used jsonb,
    actual_price integer,
    prediction_error integer generated always as (actual_price - predicted_price) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_nec_predictions primary key (id),
    constraint uq_nec_predictions_zone_id_prediction_date_model_version
    unique (zone_id, prediction_date, model_version),
    constraint fk_nec_predictions_zone_id foreign key (zone_id) references nec_zones (id) on delete cascade,
    constraint ck_nec_predictions_predicted_price check (predicted_price > 0),
    constraint ck_nec_predictions_actual_price check (actual_price > 0),
    constraint ck_nec_predictions_confidence_score check (confidence_score between 0 and 100)
);

comment on table nec_predictions is
'What a model expects a zone''s price to be. Grain: zone, day and version of the model.';
comment on column nec_predictions.prediction_date is 'India calendar day the price is expected for.';
comment on column nec_predictions.predicted_price is 'Rupees per 100 eggs.';
comment on column nec_predictions.confidence_score is 'In percent.';
comment on column nec_predictions.features_used is 'What the model looked at, by name.';
comment on column nec_predictions.actual_price is 'Rupees per 100 eggs; filled once the day has its price.';
comment on column nec_predictions.prediction_error is
'actual_price less predicted_price: above 0 the model expected too little.';

create index idx_nec_predictions_zone_id_prediction_date on nec_predictions (zone_id, prediction_date desc);
create index idx_nec_predictions_confidence_score on nec_predictions (confidence_score desc);

select sys_touch_updated_at('nec_predictions');
