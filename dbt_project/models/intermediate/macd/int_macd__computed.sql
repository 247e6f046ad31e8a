{%- set warm_up = var('macd_slow') | int + var('macd_signal') | int - 1 -%}

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

-- Smoothing over a long hole would join values months apart: it begins anew after one
numbered as (

    select
        observations.*,
        sessions.session_number - lag(sessions.session_number) over (
            partition by observations.series_name order by observations.trade_date
        ) as gap_tdays

    from observations
    left join sessions on observations.trade_date = sessions.session_date
    where observations.x is not null

),

segmented as (

    select
        *,
        count(*) filter (gap_tdays > {{ var('smoothing_max_gap_tdays') }}) over (
            partition by series_name order by trade_date
        ) as segment_number

    from numbered

),

collected as (

    select
        series_name,
        segment_number,
        list(trade_date order by trade_date) as trade_dates,
        list(x order by trade_date) as xs

    from segmented
    group by series_name, segment_number

),

averaged as (

    select
        series_name,
        segment_number,
        trade_dates,
        {{ ema_list('xs', var('macd_fast')) }} as fast,
        {{ ema_list('xs', var('macd_slow')) }} as slow

    from collected

),

lined as (

    select
        series_name,
        segment_number,
        trade_dates,
        {{ list_difference('fast', 'slow') }} as macd_lines

    from averaged

),

computed as (

    select
        series_name,
        segment_number,
        unnest(trade_dates) as trade_date,
        unnest(range(1, len(trade_dates) + 1)) as observation_number,
        unnest(macd_lines) as macd_line,
        unnest({{ ema_list('macd_lines', var('macd_signal')) }}) as macd_signal

    from lined

),

dated as (

    select
        computed.*,
        sessions.session_number,
        computed.macd_line - computed.macd_signal as macd_hist

    from computed
    left join sessions on computed.trade_date = sessions.session_date
    where computed.observation_number >= {{ warm_up }}

),

-- S14: the histogram turns positive: above zero now, at or below zero at the observation before. Across a
-- long hole nobody saw it turn, so that a segment's first value is no crossing.
crossed as (

    select
        *,
        macd_hist > 0
        and coalesce(lag(macd_hist) over by_date <= 0, false) as is_cross_up

    from dated
    window by_date as (partition by series_name, segment_number order by trade_date)

),

cross_days as (

    select * from crossed
    where is_cross_up and session_number is not null

),

series_names as (

    select unnest(['vix', 'curve']) as series_name

),

spine_by_series as (

    select
        series_names.series_name,
        spine.trade_date,
        spine.session_number

    from spine
    cross join series_names

),

final as (

    select
        spine_by_series.series_name,
        spine_by_series.trade_date,
        crossed.macd_line,
        crossed.macd_signal,
        crossed.macd_hist,
        crossed.is_cross_up,
        spine_by_series.session_number - cross_days.session_number as cross_up_age_tdays,
        case
            when crossed.macd_hist is not null then null
            when observations.trade_date is null then 'not_published'
            else coalesce(observations.null_reason, 'warm_up')
        end as null_reason

    from spine_by_series
    left join crossed
        on
            spine_by_series.series_name = crossed.series_name
            and spine_by_series.trade_date = crossed.trade_date
    left join observations
        on
            spine_by_series.series_name = observations.series_name
            and spine_by_series.trade_date = observations.trade_date
    asof left join cross_days
        on
            spine_by_series.series_name = cross_days.series_name
            and spine_by_series.trade_date >= cross_days.trade_date

)

select * from final
order by series_name, trade_date
