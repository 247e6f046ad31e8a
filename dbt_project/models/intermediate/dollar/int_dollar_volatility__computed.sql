{%- set short = var('dollar_vol_short_tdays') | int -%}
{%- set middle = var('dollar_vol_tdays') | int -%}
{%- set long = var('dollar_vol_long_tdays') | int -%}
{%- set months = var('reer_vol_months') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

vintages as (

    select * from {{ ref('int_macro__vintages') }}
    where series_id in ('DTWEXBGS', 'RBUSBIS')

),

instants as (

    select distinct
        series_id,
        known_from as available_at

    from vintages

),

-- At each instant the recent history as it stood then: a new base moves all levels and no change
known_then as (

    select
        instants.available_at,
        vintages.*

    from instants
    inner join vintages
        on
            instants.series_id = vintages.series_id
            and instants.available_at >= vintages.known_from
            and instants.available_at < coalesce(vintages.known_to, timestamptz '9999-12-31 00:00:00+00')
            and vintages.observation_date >= cast(instants.available_at as date) - case
                when vintages.series_id = 'DTWEXBGS' then {{ 2 * long + 30 }} else {{ 45 * (months + 2) }}
            end

),

changes as (

    select
        *,
        ln(value / lag(value) over by_date) as log_change,
        row_number() over (partition by series_id, available_at order by observation_date desc) as age_number

    from known_then
    window by_date as (partition by series_id, available_at order by observation_date)

),

-- Newest first, and in that order through every sum: the same bits whatever days come later
collected as (

    select
        series_id,
        available_at,
        max(observation_date) as observation_date,
        arg_max(availability_source, observation_date) as availability_source,
        list(log_change order by age_number) filter (log_change is not null) as log_changes,
        bool_or(is_simulated) as is_simulated

    from changes
    group by series_id, available_at

),

-- S39: annualised sample deviation of log changes
measured as (

    select
        series_id,
        available_at,
        observation_date,
        availability_source,
        {% for count in [short, middle, long] | unique -%}
        case when len(log_changes) >= {{ count }} then list_stddev_samp(log_changes[:{{ count }}]) end
        * sqrt(252) as daily_{{ count }}_vol,
        {% endfor -%}
        case when len(log_changes) >= {{ months }} then list_stddev_samp(log_changes[:{{ months }}]) end
        * sqrt(12) as monthly_vol,
        is_simulated

    from collected

),

dollar as (

    select * from measured
    where series_id = 'DTWEXBGS'

),

reer as (

    select * from measured
    where series_id = 'RBUSBIS'

),

dollar_known as (

    {{ known_at_decision('dollar') }}

),

reer_known as (

    {{ known_at_decision('reer') }}

),

final as (

    select
        spine.trade_date,
        dollar_known.daily_{{ short }}_vol as dollar_vol_21d_vol,
        dollar_known.daily_{{ middle }}_vol as dollar_vol_63d_vol,
        dollar_known.daily_{{ long }}_vol as dollar_vol_126d_vol,
        reer_known.monthly_vol as reer_vol_12m_vol,
        dollar_known.daily_{{ middle }}_vol > {{ var('dollar_vol_high_vol') }} as is_dollar_vol_high,
        reer_known.monthly_vol > {{ var('dollar_vol_high_vol') }} as is_reer_vol_high,
        dollar_known.observation_date as dollar_observation_date,
        reer_known.observation_date as reer_observation_date,
        dollar_known.availability_source as dollar_availability,
        reer_known.availability_source as reer_availability,
        case
            when dollar_known.trade_date is null then 'not_published'
            when dollar_known.daily_{{ middle }}_vol is null then 'warm_up'
        end as null_reason,
        case
            when reer_known.trade_date is null then 'not_published'
            when reer_known.monthly_vol is null then 'warm_up'
        end as reer_null_reason,
        greatest(dollar_known.available_at, reer_known.available_at) as available_at,
        coalesce(dollar_known.is_simulated, false) or coalesce(reer_known.is_simulated, false) as is_simulated

    from spine
    left join dollar_known on spine.trade_date = dollar_known.trade_date
    left join reer_known on spine.trade_date = reer_known.trade_date

)

select * from final
order by trade_date
