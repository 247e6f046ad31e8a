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

    select
        universe,
        trade_date,
        advances_issues,
        declines_issues,
        available_at,
        is_simulated,
        false as is_counted_here

    from {{ ref('stg_breadth__advance_decline') }}
    where advances_issues is not null

    union all

    select
        'sp500' as universe,
        trade_date,
        advances_issues,
        declines_issues,
        available_at,
        is_simulated,
        true as is_counted_here

    from {{ ref('stg_sp500__breadth') }}
    where advances_issues is not null

),

spx as (

    select * from {{ ref('stg_cboe__index_history') }}
    where index_symbol = 'SPX' and close_pts is not null

),

-- One universe a day, the one closest to the S&P 500; the ratio form (S16) makes them comparable.
-- Of two counts of one universe the one made here is taken, for its membership and coverage are known
chosen as (

    select
        counts.trade_date,
        counts.universe,
        counts.available_at,
        counts.is_simulated,
        sessions.session_number,
        (counts.advances_issues - counts.declines_issues)
        / (counts.advances_issues + counts.declines_issues) as ad_net_ratio

    from counts
    inner join sessions on counts.trade_date = sessions.session_date
    qualify row_number() over (
        partition by counts.trade_date
        order by list_position(['sp500', 'sp1500', 'nyse'], counts.universe), counts.is_counted_here desc
    ) = 1

),

accumulated as (

    select
        *,
        sum(ad_net_ratio) over (
            order by trade_date rows between unbounded preceding and current row
        ) as ad_line_ratio

    from chosen

),

sloped as (

    select
        *,
        count(*) over recent as counts_in_window,
        session_number - min(session_number) over recent as span_tdays,
        regr_slope(ad_line_ratio, session_number) over recent as slope_ratio

    from accumulated
    window recent as (order by trade_date rows between {{ slope_tdays - 1 }} preceding and current row)

),

highs as (

    select
        spx.trade_date,
        spx.available_at,
        case
            when count(*) over recent = {{ high_tdays }} then spx.close_pts / max(spx.close_pts) over recent
        end as spx_to_63d_high_ratio

    from spx
    inner join sessions on spx.trade_date = sessions.session_date
    window recent as (order by spx.trade_date rows between {{ high_tdays - 1 }} preceding and current row)

),

measured as (

    select
        spine.trade_date,
        sloped.universe as breadth_universe,
        sloped.ad_net_ratio,
        sloped.ad_line_ratio,

        -- A line through fewer counts, or across a long gap, is no 20-day slope
        case
            when
                sloped.counts_in_window = {{ slope_tdays }}
                and sloped.span_tdays < {{ max_span_tdays }}
                then sloped.slope_ratio
        end as ad_slope_20_ratio,
        highs.trade_date is null as is_spx_missing,
        highs.spx_to_63d_high_ratio,
        greatest(sloped.available_at, highs.available_at) as available_at,
        coalesce(sloped.is_simulated, false) as is_simulated

    from spine
    left join sloped on spine.trade_date = sloped.trade_date
    left join highs on spine.trade_date = highs.trade_date

),

judged as (

    select
        *,
        case
            when breadth_universe is null then 'no_breadth'
            when is_spx_missing then 'not_published'
            when ad_slope_20_ratio is null or spx_to_63d_high_ratio is null then 'warm_up'
        end as null_reason

    from measured

),

final as (

    select
        trade_date,
        breadth_universe,
        ad_net_ratio,
        ad_line_ratio,
        ad_slope_20_ratio,
        spx_to_63d_high_ratio,

        -- S17: the line falls while the index still stands near its high
        case
            when null_reason is null
                then ad_slope_20_ratio < 0 and spx_to_63d_high_ratio >= {{ var('near_high_ratio') }}
        end as is_ad_early_deterioration,
        null_reason,
        available_at,
        is_simulated

    from judged

)

select * from final
order by trade_date
