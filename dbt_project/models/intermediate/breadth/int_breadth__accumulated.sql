{%- set slope_tdays = var('breadth_slope_tdays') | int -%}
{%- set high_tdays = var('near_high_tdays') | int -%}
{%- set max_span_tdays = slope_tdays + var('breadth_max_gap_tdays') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

counts as (

    select * from {{ ref('int_breadth__counted') }}

),

averages as (

    select * from {{ ref('int_breadth__averaged') }}

),

spx as (

    select * from {{ ref('stg_cboe__index_history') }}
    where index_symbol = 'SPX' and close_pts is not null

),

windowed as (

    select
        *,

        -- A line through fewer counts, or across a long gap, is no 20-day slope
        count(*) over recent = {{ slope_tdays }}
        and session_number - min(session_number) over recent < {{ max_span_tdays }} as is_window_full,
        min(universe) over recent = max(universe) over recent as is_one_universe,
        regr_slope(ad_line_ratio, session_number) over recent as slope_ratio,
        regr_slope(ad_line_issues, session_number) over recent as slope_issues,
        ad_line_ratio >= max(ad_line_ratio) over recent as is_line_ratio_high,
        ad_line_issues >= max(ad_line_issues) over recent as is_line_issues_high

    from counts
    window recent as (order by trade_date rows between {{ slope_tdays - 1 }} preceding and current row)

),

highs as (

    select
        spx.trade_date,
        spx.available_at,
        case
            when count(*) over recent = {{ high_tdays }} then spx.close_pts / max(spx.close_pts) over recent
        end as spx_to_63d_high_ratio,
        case
            when count(*) over month = {{ slope_tdays }} then spx.close_pts / max(spx.close_pts) over month
        end as spx_to_20d_high_ratio

    from spx
    inner join sessions on spx.trade_date = sessions.session_date
    window
        recent as (order by spx.trade_date rows between {{ high_tdays - 1 }} preceding and current row),
        month as (order by spx.trade_date rows between {{ slope_tdays - 1 }} preceding and current row)

),

final as (

    select
        spine.trade_date,
        windowed.universe as breadth_universe,
        windowed.ad_net_issues,
        windowed.ad_net_ratio,
        windowed.ad_line_issues,
        windowed.ad_line_ratio,
        case when windowed.is_window_full then windowed.slope_ratio end as ad_slope_20_ratio,
        case when windowed.is_window_full then windowed.slope_issues end as ad_slope_20_issues,
        case when windowed.is_window_full then windowed.is_line_ratio_high end as is_line_ratio_high,
        case when windowed.is_window_full then windowed.is_line_issues_high end as is_line_issues_high,
        averages.ad_ema_20_ratio,
        averages.ad_ema_20_issues,
        windowed.is_one_universe,
        highs.trade_date is null as is_spx_missing,
        highs.spx_to_63d_high_ratio,
        highs.spx_to_20d_high_ratio,
        greatest(windowed.available_at, highs.available_at) as available_at,
        coalesce(windowed.is_simulated, spine.is_simulated) as is_simulated

    from spine
    left join windowed on spine.trade_date = windowed.trade_date
    left join averages on spine.trade_date = averages.trade_date
    left join highs on spine.trade_date = highs.trade_date

)

select * from final
order by trade_date
