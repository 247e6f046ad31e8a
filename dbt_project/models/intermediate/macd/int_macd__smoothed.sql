{#- S13; the fast setting of A3's short_9; S14's half one, of the VIX. Name, periods, series if not all -#}
{%- set settings = [
    ('standard', var('macd_fast'), var('macd_slow'), none),
    ('short', var('macd_short_fast'), var('macd_short_slow'), none),
    ('half', var('macd_half_fast'), var('macd_half_slow'), 'vix'),
] -%}

with

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

    {% for setting_name, fast_period, slow_period, only_series in settings %}
    select
        series_name,
        segment_number,
        trade_dates,
        '{{ setting_name }}' as setting_name,
        {{ slow_period }} as slow_period,
        {{ ema_list('xs', fast_period) }} as fast,
        {{ ema_list('xs', slow_period) }} as slow

    from collected
    {% if only_series %}where series_name = '{{ only_series }}'{% endif %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

lined as (

    select
        *,
        {{ list_difference('fast', 'slow') }} as macd_lines

    from averaged

),

computed as (

    select
        series_name,
        segment_number,
        setting_name,
        slow_period,
        unnest(trade_dates) as trade_date,
        unnest(range(1, len(trade_dates) + 1)) as observation_number,
        unnest(macd_lines) as macd_line,
        unnest({{ ema_list('macd_lines', var('macd_signal')) }}) as macd_signal

    from lined

),

final as (

    select
        series_name,
        setting_name,
        segment_number,
        trade_date,
        macd_line,
        macd_signal,
        macd_line - macd_signal as macd_hist

    from computed
    where observation_number >= slow_period + {{ var('macd_signal') }} - 1

)

select * from final
order by series_name, setting_name, trade_date
