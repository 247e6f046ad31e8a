with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

indices as (

    select * from {{ ref('int_vol_indices__pivoted') }}

),

vix_macd as (

    select * from {{ ref('int_macd__computed') }}
    where series_name = 'vix'

),

curve_macd as (

    select * from {{ ref('int_macd__computed') }}
    where series_name = 'curve'

),

front as (

    select * from {{ ref('int_vx_front__chained') }}

),

rsi as (

    select * from {{ ref('int_rsi__computed') }}

),

breadth as (

    select * from {{ ref('int_breadth__accumulated') }}

),

cash_press as (

    select * from {{ ref('int_cash_press__measured') }}

),

inflation as (

    select * from {{ ref('int_inflation__trended') }}

),

dollar as (

    select * from {{ ref('int_dollar_volatility__computed') }}

),

rebalance as (

    select * from {{ ref('int_rebalance__scheduled') }}

),

risk_free as (

    select * from {{ ref('int_macro__as_known') }}
    where series_id = 'DTB3'

),

final as (

    select
        spine.trade_date,
        spine.decision_at,
        greatest(
            indices.available_at,
            cash_press.available_at,
            breadth.available_at,
            inflation.available_at,
            dollar.available_at,
            risk_free.available_at
        ) as max_available_at,
        indices.is_simulated
        or cash_press.is_simulated
        or breadth.is_simulated
        or inflation.is_simulated
        or dollar.is_simulated
        or coalesce(risk_free.is_simulated, false) as is_simulated,

        indices.spx_close_pts,
        indices.vix_close_pts,
        indices.vvix_close_pts,
        indices.skew_close_pts,
        indices.vix9d_close_pts,
        indices.vix3m_close_pts,
        indices.vix6m_close_pts,

        vix_macd.macd_line as vix_macd_line_pts,
        vix_macd.macd_signal as vix_macd_signal_pts,
        vix_macd.macd_hist as vix_macd_hist_pts,
        vix_macd.is_cross_up as is_vix_macd_cross_up,
        vix_macd.cross_up_age_tdays as vix_macd_cross_up_age_tdays,
        vix_macd.null_reason as vix_macd_null_reason,

        curve_macd.macd_line as curve_macd_line_ratio,
        curve_macd.macd_signal as curve_macd_signal_ratio,
        curve_macd.macd_hist as curve_macd_hist_ratio,
        curve_macd.is_cross_up as is_curve_macd_cross_up,
        curve_macd.cross_up_age_tdays as curve_macd_cross_up_age_tdays,
        curve_macd.null_reason as curve_macd_null_reason,

        front.front_expiry_date,
        front.front_change_pts,
        rsi.vx_rsi_14_pct,
        rsi.vx_rsi_14_pct > {{ var('rsi_level_pct') }} as is_vx_rsi_above_60,
        rsi.null_reason as vx_rsi_null_reason,

        breadth.breadth_universe,
        breadth.ad_net_ratio,
        breadth.ad_line_ratio,
        breadth.ad_slope_20_ratio,
        breadth.spx_to_63d_high_ratio,
        breadth.is_ad_early_deterioration,
        breadth.null_reason as breadth_null_reason,

        cash_press.m1_expiry_date,
        cast(cash_press.m1_days_to_expiry_days as integer) as m1_days_to_expiry_days,
        cash_press.m1_settle_pts,
        cash_press.m2_settle_pts,
        cash_press.cash_press_ratio,
        cash_press.is_cash_press,
        cash_press.null_reason as cash_press_null_reason,

        inflation.cpi_yoy_ratio,
        inflation.cpi_trend_ratio,
        inflation.ppi_yoy_ratio,
        inflation.ppi_trend_ratio,
        inflation.is_inflation_hot,
        inflation.inflation_observation_date,
        inflation.null_reason as inflation_null_reason,

        dollar.dollar_vol_63d_vol,
        dollar.reer_vol_12m_vol,
        dollar.is_dollar_vol_high,
        dollar.dollar_observation_date,
        dollar.null_reason as dollar_null_reason,

        rebalance.is_quarterly_rebalance,
        rebalance.is_rebalance,
        risk_free.value / 100 as risk_free_rate_ratio,
        risk_free.observation_date as risk_free_observation_date

    from spine
    inner join indices on spine.trade_date = indices.trade_date
    inner join vix_macd on spine.trade_date = vix_macd.trade_date
    inner join curve_macd on spine.trade_date = curve_macd.trade_date
    inner join front on spine.trade_date = front.trade_date
    inner join rsi on spine.trade_date = rsi.trade_date
    inner join breadth on spine.trade_date = breadth.trade_date
    inner join cash_press on spine.trade_date = cash_press.trade_date
    inner join inflation on spine.trade_date = inflation.trade_date
    inner join dollar on spine.trade_date = dollar.trade_date
    inner join rebalance on spine.trade_date = rebalance.trade_date
    left join risk_free on spine.trade_date = risk_free.trade_date

)

select * from final
order by trade_date
