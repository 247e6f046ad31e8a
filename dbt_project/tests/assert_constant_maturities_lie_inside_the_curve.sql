{{ config(meta={'dagster': {'ref': {'name': 'fct_vx_term_structure'}}}) }}
-- A returned row is a constant maturity outside the range of the VIX and the day's settlements: interpolation
-- never leaves it.
with

structure as (

    select
        trade_date,
        least(cm_30d_pts, cm_60d_pts, cm_90d_pts, cm_120d_pts, cm_150d_pts, cm_180d_pts) as lowest_level_pts,
        greatest(cm_30d_pts, cm_60d_pts, cm_90d_pts, cm_120d_pts, cm_150d_pts, cm_180d_pts) as highest_level_pts

    from {{ ref('fct_vx_term_structure') }}

),

curve as (

    select
        trade_date,
        min(settle_pts) as lowest_pts,
        max(settle_pts) as highest_pts

    from {{ ref('fct_vx_curve_daily') }}
    group by trade_date

),

signals as (

    select * from {{ ref('fct_signal_daily') }}

)

select
    structure.trade_date,
    structure.lowest_level_pts,
    structure.highest_level_pts

from structure
inner join curve on structure.trade_date = curve.trade_date
inner join signals on structure.trade_date = signals.trade_date
where
    structure.lowest_level_pts < least(curve.lowest_pts, signals.vix_close_pts) - 1e-9
    or structure.highest_level_pts > greatest(curve.highest_pts, signals.vix_close_pts) + 1e-9
