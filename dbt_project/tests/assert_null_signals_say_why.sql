{#- Signal, and the column whose absence its reason explains. -#}
{%- set explained = {
    'vix_macd': 'vix_macd_hist_pts',
    'vix_macd_half': 'vix_macd_half_hist_pts',
    'vix_macd_short': 'vix_macd_short_hist_pts',
    'curve_macd': 'curve_macd_hist_ratio',
    'curve_macd_short': 'curve_macd_short_hist_ratio',
    'curve_30_60_macd': 'curve_30_60_macd_hist_ratio',
    'curve_30_60_macd_short': 'curve_30_60_macd_short_hist_ratio',
    'curve_60_120_macd': 'curve_60_120_macd_hist_ratio',
    'curve_60_120_macd_short': 'curve_60_120_macd_short_hist_ratio',
    'curve_30_120_macd': 'curve_30_120_macd_hist_ratio',
    'curve_30_120_macd_short': 'curve_30_120_macd_short_hist_ratio',
    'curve_30_180_macd': 'curve_30_180_macd_hist_ratio',
    'curve_30_180_macd_short': 'curve_30_180_macd_short_hist_ratio',
    'cm_30d': 'cm_30d_pts',
    'cm_60d': 'cm_60d_pts',
    'cm_90d': 'cm_90d_pts',
    'cm_120d': 'cm_120d_pts',
    'cm_150d': 'cm_150d_pts',
    'cm_180d': 'cm_180d_pts',
    'm1': 'm1_settle_pts',
    'contango': 'contango_pct',
    'vx_front': 'front_return_ratio',
    'vx_rsi': 'vx_rsi_14_pct',
    'breadth': 'is_ad_early_deterioration',
    'ad_ema': 'is_ad_below_ema_20',
    'ad_divergence': 'is_ad_divergence',
    'breadth_issues': 'is_ad_early_deterioration_issues',
    'ad_ema_issues': 'is_ad_below_ema_20_issues',
    'ad_divergence_issues': 'is_ad_divergence_issues',
    'cash_press': 'is_cash_press',
    'cash_press_vix3m': 'is_cash_press_vix3m',
    'cash_press_contango': 'is_cash_press_contango',
    'contango_percentile': 'contango_percentile_252_pct',
    'vix_percentile': 'vix_percentile_252_pct',
    'vvix_percentile': 'vvix_percentile_252_pct',
    'vrp': 'vrp_21d_vol',
    'edr_blend': 'edr_blend_pct',
    'inflation': 'is_inflation_hot',
    'wacc': 'wacc_ratio',
    'rate_differential': 'rate_differential_ratio',
    'carry': 'is_carry_low',
    'equity_cost': 'is_equity_cost_low',
    'fomc_shock': 'is_fomc_shock',
    'dollar': 'is_dollar_vol_high',
    'reer': 'is_reer_vol_high',
    'pe': 'pe_ratio',
    'pe_compression': 'is_pe_compressed',
    'price_to_cash_flow': 'is_price_to_cash_flow_compressed',
    'size_multiplier': 'size_multiplier_ratio',
    'reit': 'reit_rv_21d_vol',
    'spx_total_return': 'spx_total_return_ratio',
} -%}
-- A returned row is a signal that is null without a reason, or has a reason although it is there, or a reason
-- outside the vocabulary.
with

signals as (

    select * from {{ ref('fct_signal_daily') }}

),

reasons as (

    {% for signal_name, value_column in explained.items() %}
    select
        trade_date,
        '{{ signal_name }}' as signal_name,
        {{ value_column }} is null as is_value_null,
        {{ signal_name }}_null_reason as null_reason

    from signals
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    trade_date,
    signal_name,
    is_value_null,
    null_reason

from reasons
where
    is_value_null = (null_reason is null)
    or null_reason not in (
        'warm_up', 'not_published', 'vx_contract_missing', 'vx_contract_was_missing', 'outside_curve', 'no_breadth', 'last_week_of_front',
        'universe_changed', 'no_series'
    )
