{%- set lookback = var('percentile_tdays') | int -%}
{%- set short = var('vix_short_average_tdays') | int -%}
{%- set long = var('vix_long_average_tdays') | int -%}
{%- set path = var('vix_path_tdays') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

closes as (

    select
        indices.index_symbol,
        indices.trade_date,
        indices.close_pts,
        sessions.session_number

    from {{ ref('stg_cboe__index_history') }} as indices
    inner join sessions on indices.trade_date = sessions.session_date
    where indices.index_symbol in ('VIX', 'VVIX') and indices.close_pts is not null

),

ranked as (

    select
        *,
        case
            when count(*) over lookback = {{ lookback }}
                then 100 * cume_dist(order by close_pts) over lookback
        end as percentile_pct,
        case when count(*) over short = {{ short }} then avg(close_pts) over short end as short_average_pts,
        case when count(*) over long = {{ long }} then avg(close_pts) over long end as long_average_pts,

        -- S48: what lies behind today's level; today is not part of it
        case when count(*) over path = {{ path }} then max(close_pts) over path end as prior_max_pts,
        max(session_number) filter (close_pts < {{ var('vix_calm_pts') }}) over so_far as calm_session_number

    from closes
    window
        lookback as (
            partition by index_symbol order by trade_date
            rows between {{ lookback - 1 }} preceding and current row
        ),
        short as (
            partition by index_symbol order by trade_date
            rows between {{ short - 1 }} preceding and current row
        ),
        long as (
            partition by index_symbol order by trade_date
            rows between {{ long - 1 }} preceding and current row
        ),
        path as (
            partition by index_symbol order by trade_date
            rows between {{ path }} preceding and 1 preceding
        ),
        so_far as (partition by index_symbol order by trade_date)

),

final as (

    select
        spine.trade_date,
        vix.percentile_pct as vix_percentile_252_pct,
        vix.short_average_pts as vix_average_5_pts,
        vix.long_average_pts as vix_average_200_pts,
        vix.prior_max_pts as vix_prior_max_63_pts,
        vix.session_number - vix.calm_session_number as vix_calm_age_tdays,
        vvix.close_pts as vvix_close_pts,
        vvix.percentile_pct as vvix_percentile_252_pct

    from spine
    inner join ranked as vix on spine.trade_date = vix.trade_date and vix.index_symbol = 'VIX'
    left join ranked as vvix on spine.trade_date = vvix.trade_date and vvix.index_symbol = 'VVIX'

)

select * from final
order by trade_date
