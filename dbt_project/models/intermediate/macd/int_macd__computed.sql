with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

observations as (

    select * from {{ ref('int_macd__observed') }}

),

smoothed as (

    select * from {{ ref('int_macd__smoothed') }}

),

dated as (

    select
        smoothed.*,
        sessions.session_number

    from smoothed
    left join sessions on smoothed.trade_date = sessions.session_date

),

-- S14: the histogram turns positive: above zero now, at or below zero at the observation before. So for the
-- line (A3). Across a long hole nobody saw it turn, so that a segment's first value is no crossing.
crossed as (

    select
        *,
        macd_hist > 0 and coalesce(lag(macd_hist) over by_date <= 0, false) as is_cross_up,
        macd_line > 0 and coalesce(lag(macd_line) over by_date <= 0, false) as is_line_cross_up

    from dated
    window by_date as (partition by series_name, setting_name, segment_number order by trade_date)

),

last_crossed as (

    select
        *,
        max(session_number) filter (is_cross_up) over so_far as last_cross_number,
        max(session_number) filter (is_line_cross_up) over so_far as last_line_cross_number

    from crossed
    window so_far as (partition by series_name, setting_name order by trade_date)

),

series_names as (

    select distinct series_name from observations

),

settings as (

    select unnest(['standard', 'short', 'half']) as setting_name

),

spine_by_series as (

    select
        spine.trade_date,
        spine.session_number,
        series_names.series_name,
        settings.setting_name

    from spine
    cross join series_names
    cross join settings
    where settings.setting_name <> 'half' or series_names.series_name = 'vix'

),

-- Days on which the curve lacked a contract: a hole that was long makes the averages begin anew after it
holes as (

    select
        series_name,
        trade_date

    from observations
    where null_reason = 'vx_contract_missing'

),

-- The ages go on counting on days without a value; the values are those of the day itself
known as (

    select
        spine_by_series.series_name,
        spine_by_series.setting_name,
        spine_by_series.trade_date,
        last_crossed.trade_date as last_value_date,
        last_crossed.trade_date = spine_by_series.trade_date as is_today,
        last_crossed.macd_line,
        last_crossed.macd_signal,
        last_crossed.macd_hist,
        last_crossed.is_cross_up,
        last_crossed.is_line_cross_up,
        spine_by_series.session_number - last_crossed.last_cross_number as cross_up_age_tdays,
        spine_by_series.session_number - last_crossed.last_line_cross_number as line_cross_up_age_tdays

    from spine_by_series
    asof left join last_crossed
        on
            spine_by_series.series_name = last_crossed.series_name
            and spine_by_series.setting_name = last_crossed.setting_name
            and spine_by_series.trade_date >= last_crossed.trade_date

),

final as (

    select
        known.series_name,
        known.setting_name,
        known.trade_date,
        case when known.is_today then known.macd_line end as macd_line,
        case when known.is_today then known.macd_signal end as macd_signal,
        case when known.is_today then known.macd_hist end as macd_hist,
        case when known.is_today then known.is_cross_up end as is_cross_up,
        case when known.is_today then known.is_line_cross_up end as is_line_cross_up,
        known.cross_up_age_tdays,
        known.line_cross_up_age_tdays,
        case
            when known.is_today then null
            when observations.trade_date is null then 'not_published'
            when observations.null_reason is not null then observations.null_reason
            when holes.trade_date > known.last_value_date then 'vx_contract_was_missing'
            else 'warm_up'
        end as null_reason

    from known
    left join observations
        on
            known.series_name = observations.series_name
            and known.trade_date = observations.trade_date
    asof left join holes
        on
            known.series_name = holes.series_name
            and known.trade_date >= holes.trade_date

)

select * from final
order by series_name, setting_name, trade_date
