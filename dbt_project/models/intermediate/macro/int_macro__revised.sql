{%- set rebase_ratio = var('macro_rebase_ratio') -%}

with

newest as (

    select * from {{ ref('stg_fred__series') }}
    where value is not null

),

vintages as (

    select * from {{ ref('stg_fred__vintages') }}
    where value is not null

),

clock as (

    select * from {{ ref('seed_fred_release_clock') }}

),

every_value as (

    select
        series_id,
        observation_date,
        value,
        known_at,
        is_simulated

    from vintages
    union all
    select
        series_id,
        observation_date,
        value,
        cast(null as timestamp with time zone) as known_at,
        is_simulated

    from newest
    where series_id in (select vintages.series_id from vintages)

),

compared as (

    select
        *,
        lag(value) over (
            partition by series_id, observation_date order by known_at asc nulls last
        ) as earlier_value

    from every_value

),

measured as (

    select
        series_id,
        known_at,
        count(*) as compared_count,
        count(*) filter (where value <> earlier_value) as revised_count,
        max(abs(value - earlier_value)) as largest_change,
        min(value / nullif(earlier_value, 0)) as smallest_ratio,
        median(value / nullif(earlier_value, 0)) as median_ratio,
        max(value / nullif(earlier_value, 0)) as largest_ratio,
        bool_or(is_simulated) as is_simulated

    from compared
    where earlier_value is not null
    group by series_id, known_at

),

final as (

    select
        measured.series_id,
        measured.known_at,
        measured.compared_count,
        measured.revised_count,
        measured.largest_change,
        measured.smallest_ratio,
        measured.median_ratio,
        measured.largest_ratio,

        -- Revisions move single values a little; a new base moves all of them by one factor
        coalesce(clock.is_index, false)
        and measured.revised_count > 0.9 * measured.compared_count
        and abs(ln(measured.median_ratio)) > ln({{ rebase_ratio }}) as is_rebased,
        measured.largest_ratio - measured.smallest_ratio < 1e-9 as is_factor_constant,
        measured.is_simulated

    from measured
    left join clock on measured.series_id = clock.series_id

)

select * from final
order by series_id, known_at
