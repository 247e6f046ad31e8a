{%- set period = var('breadth_slope_tdays') | int -%}

with

counts as (

    select * from {{ ref('int_breadth__counted') }}

),

segmented as (

    select
        *,
        count(*) filter (gap_tdays > {{ var('breadth_max_gap_tdays') }}) over (
            order by trade_date
        ) as segment_number

    from counts

),

collected as (

    select
        list(trade_date order by trade_date) as trade_dates,
        list(ad_line_ratio order by trade_date) as lines_ratio,
        list(cast(ad_line_issues as double) order by trade_date) as lines_issues

    from segmented
    group by segment_number
    having count(*) >= {{ period }}

),

averaged as (

    select
        unnest(trade_dates) as trade_date,
        unnest(range(1, len(trade_dates) + 1)) as observation_number,
        unnest({{ ema_list('lines_ratio', period) }}) as ad_ema_20_ratio,
        unnest({{ ema_list('lines_issues', period) }}) as ad_ema_20_issues

    from collected

),

final as (

    select
        trade_date,
        ad_ema_20_ratio,
        ad_ema_20_issues

    from averaged
    where observation_number >= {{ period }}

)

select * from final
order by trade_date
