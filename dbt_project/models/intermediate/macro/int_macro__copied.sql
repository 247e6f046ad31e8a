with

newest as (

    select * from {{ ref('stg_fred__series') }}
    where value is not null

),

vintages as (

    select * from {{ ref('stg_fred__vintages') }}

),

clock as (

    select * from {{ ref('seed_fred_release_clock') }}

),

archived_series as (

    select distinct series_id from vintages
    where vintage_source = 'alfred'

),

landed_series as (

    select distinct series_id from vintages
    where vintage_source = 'landed'

),

-- Copies of single days: a user's, earlier downloads, and the newest file where none of its versions was
-- landed. Downloads after the first hold changes alone, and each is dated by its own clock
copies as (

    select
        vintages.series_id,
        vintages.observation_date,
        vintages.value,
        vintages.known_at,
        vintages.vintage_source = 'landed' and vintages.known_at > min(vintages.known_at) over (
            partition by vintages.series_id, vintages.vintage_source
        ) as is_dated_by_itself,
        vintages.is_simulated

    from vintages
    left join archived_series on vintages.series_id = archived_series.series_id
    where vintages.value is not null and archived_series.series_id is null
    union all
    select
        newest.series_id,
        newest.observation_date,
        newest.value,
        timestamptz '9999-12-31 00:00:00+00' as known_at,
        false as is_dated_by_itself,
        newest.is_simulated

    from newest
    left join archived_series on newest.series_id = archived_series.series_id
    left join landed_series on newest.series_id = landed_series.series_id
    where archived_series.series_id is null and landed_series.series_id is null

),

whole_copies as (

    select
        series_id,
        known_at,
        max(observation_date) as last_observation_date,
        arg_max(value, observation_date) as last_value

    from copies
    where not is_dated_by_itself
    group by series_id, known_at

),

followed as (

    select
        series_id,
        known_at,
        lag(known_at) over by_time as previous_known_at,
        lag(last_observation_date) over by_time as previous_last_date,
        lag(last_value) over by_time as previous_last_value

    from whole_copies
    window by_time as (partition by series_id order by known_at)

),

-- An index has another base or other weights in each copy. What was published between two copies continues
-- the older one by the growth that the newer one shows
spliced as (

    select
        followed.*,
        case when clock.is_index then followed.previous_last_value / copies.value end as splice_ratio

    from followed
    inner join clock on followed.series_id = clock.series_id
    left join copies
        on
            followed.series_id = copies.series_id
            and followed.known_at = copies.known_at
            and followed.previous_last_date = copies.observation_date

),

changes as (

    select
        *,
        row_number() over by_time as value_number

    from copies
    window by_time as (partition by series_id, observation_date order by known_at)
    qualify value is distinct from lag(value) over by_time

),

dated as (

    select
        changes.*,
        spliced.splice_ratio,
        newest.availability_source as released_by,
        newest.available_at as released_at,
        case
            when changes.value_number > 1 or changes.is_dated_by_itself or newest.available_at is null
                then changes.known_at
            -- The older copy lacked it, so a rule that says it was out by then is wrong; a known day is not
            when
                changes.observation_date > spliced.previous_last_date
                and newest.availability_source <> 'release_calendar'
                then least(greatest(newest.available_at, spliced.previous_known_at), changes.known_at)
            else least(newest.available_at, changes.known_at)
        end as known_from

    from changes
    left join spliced on changes.series_id = spliced.series_id and changes.known_at = spliced.known_at
    left join newest
        on changes.series_id = newest.series_id and changes.observation_date = newest.observation_date

),

continued as (

    select
        *,
        case
            when known_from < known_at then coalesce(splice_ratio, 1) * value else value
        end as continued_value

    from dated

),

known as (

    select
        series_id,
        observation_date,
        value,
        known_at as known_from,
        cast(null as timestamp with time zone) as withdrawn_at,
        'vintage' as availability_source,
        is_simulated

    from dated
    where known_from < known_at and splice_ratio <> 1
    union all
    select
        series_id,
        observation_date,
        continued_value,
        known_from,
        cast(null as timestamp with time zone) as withdrawn_at,
        case when known_from = released_at then released_by else 'vintage' end as availability_source,
        is_simulated

    from continued

),

-- The newest file's revisions of values that an older copy shows have no day of their own
final as (

    select * from known
    where known_from < timestamptz '9999-01-01 00:00:00+00'

)

select * from final
order by series_id, observation_date, known_from
