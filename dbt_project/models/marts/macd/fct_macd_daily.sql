{#- Series and the unit of its values; S14 applies MACD to the VIX, S15 to the curve. -#}
{%- set series = [
    ('vix', 'pts'),
    ('curve', 'ratio'),
    ('curve_30_60', 'ratio'),
    ('curve_60_120', 'ratio'),
    ('curve_30_120', 'ratio'),
    ('curve_30_180', 'ratio'),
] -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

curve as (

    select * from {{ ref('int_vx_curve__ranked_by_tenor') }}
    where tenor = 1

),

macd as (

    select * from {{ ref('int_macd__computed') }}

),

{% for name, unit in series %}
{{ name }}_macd as (

    select
        standard.trade_date,
        standard.macd_line as {{ name }}_macd_line_{{ unit }},
        standard.macd_signal as {{ name }}_macd_signal_{{ unit }},
        standard.macd_hist as {{ name }}_macd_hist_{{ unit }},
        standard.macd_hist > 0 as is_{{ name }}_macd_hist_positive,
        standard.is_cross_up as is_{{ name }}_macd_cross_up,
        standard.cross_up_age_tdays as {{ name }}_macd_cross_up_age_tdays,
        standard.is_line_cross_up as is_{{ name }}_macd_line_cross_up,
        standard.line_cross_up_age_tdays as {{ name }}_macd_line_cross_up_age_tdays,
        standard.null_reason as {{ name }}_macd_null_reason,
        short.macd_hist as {{ name }}_macd_short_hist_{{ unit }},
        short.is_cross_up as is_{{ name }}_macd_short_cross_up,
        short.cross_up_age_tdays as {{ name }}_macd_short_cross_up_age_tdays,
        short.null_reason as {{ name }}_macd_short_null_reason

    from macd as standard
    inner join macd as short
        on
            standard.trade_date = short.trade_date
            and standard.series_name = short.series_name
            and short.setting_name = 'short'
    where standard.series_name = '{{ name }}' and standard.setting_name = 'standard'

),

{% endfor -%}
-- S14: the third setting is the VIX's alone
vix_half_macd as (

    select
        trade_date,
        macd_hist as vix_macd_half_hist_pts,
        is_cross_up as is_vix_macd_half_cross_up,
        cross_up_age_tdays as vix_macd_half_cross_up_age_tdays,
        null_reason as vix_macd_half_null_reason

    from macd
    where series_name = 'vix' and setting_name = 'half'

),

final as (

    select
        spine.trade_date,
        {% for name, _ in series -%}
        {{ name }}_macd.* exclude (trade_date), -- noqa: RF02
        {% endfor -%}
        vix_half_macd.* exclude (trade_date), -- noqa: RF02
        greatest(spine.available_at, curve.available_at) as available_at,
        spine.is_simulated or curve.is_simulated as is_simulated

    from spine
    inner join curve on spine.trade_date = curve.trade_date
    {% for name, _ in series -%}
    left join {{ name }}_macd on spine.trade_date = {{ name }}_macd.trade_date
    {% endfor -%}
    left join vix_half_macd on spine.trade_date = vix_half_macd.trade_date

)

-- The contract beside this file lists the columns
select * from final -- noqa: AM04
order by trade_date
