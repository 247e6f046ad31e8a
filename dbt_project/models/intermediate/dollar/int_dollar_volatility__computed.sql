{%- set dollar_tdays = var('dollar_vol_tdays') | int -%}
{%- set reer_months = var('reer_vol_months') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

series as (

    select * from {{ ref('stg_fred__series') }}
    where series_id in ('DTWEXBGS', 'RBUSBIS') and value is not null

),

changes as (

    select
        *,
        ln(value / lag(value) over (partition by series_id order by observation_date)) as log_change

    from series

),

-- S39: annualised sample deviation of log changes: 63 daily ones of the broad dollar, 12 monthly ones of the
-- real effective exchange rate
measured as (

    select
        *,
        case
            when series_id = 'DTWEXBGS' and count(log_change) over daily = {{ dollar_tdays }}
                then stddev_samp(log_change) over daily * sqrt(252)
            when series_id = 'RBUSBIS' and count(log_change) over monthly = {{ reer_months }}
                then stddev_samp(log_change) over monthly * sqrt(12)
        end as annualised_vol

    from changes
    window
        daily as (
            partition by series_id order by observation_date
            rows between {{ dollar_tdays - 1 }} preceding and current row
        ),
        monthly as (
            partition by series_id order by observation_date
            rows between {{ reer_months - 1 }} preceding and current row
        )

),

published as (

    {{ latest_published('measured', ['series_id']) }}

),

dollar as (

    select * from published
    where series_id = 'DTWEXBGS'

),

reer as (

    select * from published
    where series_id = 'RBUSBIS'

),

dollar_known as (

    {{ known_at_decision('dollar') }}

),

reer_known as (

    {{ known_at_decision('reer') }}

),

known as (

    select
        spine.trade_date,
        dollar_known.annualised_vol as dollar_vol_63d_vol,
        reer_known.annualised_vol as reer_vol_12m_vol,
        dollar_known.observation_date as dollar_observation_date,
        case
            when dollar_known.trade_date is null then 'not_published'
            when dollar_known.annualised_vol is null then 'warm_up'
        end as null_reason,
        greatest(dollar_known.available_at, reer_known.available_at) as available_at,
        coalesce(dollar_known.is_simulated, false) or coalesce(reer_known.is_simulated, false) as is_simulated

    from spine
    left join dollar_known on spine.trade_date = dollar_known.trade_date
    left join reer_known on spine.trade_date = reer_known.trade_date

),

final as (

    select
        trade_date,
        dollar_vol_63d_vol,
        reer_vol_12m_vol,
        dollar_vol_63d_vol > {{ var('dollar_vol_high_vol') }} as is_dollar_vol_high,
        dollar_observation_date,
        null_reason,
        available_at,
        is_simulated

    from known

)

select * from final
order by trade_date
