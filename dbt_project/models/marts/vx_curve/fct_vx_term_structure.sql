with

curve as (

    select * from {{ ref('int_vx_curve__ranked_by_tenor') }}

),

levels as (

    select * from {{ ref('int_vx_curve__interpolated') }}

),

tenors as (

    select
        trade_date,
        min(expiry_date) filter (where tenor = 1) as m1_expiry_date,
        min(days_to_expiry_days) filter (where tenor = 1) as m1_days_to_expiry_days,
        min(settle_pts) filter (where tenor = 1) as m1_settle_pts,
        min(settle_pts) filter (where tenor = 2) as m2_settle_pts,
        min(settle_pts) filter (where tenor = 3) as m3_settle_pts,
        min(settle_pts) filter (where tenor = 4) as m4_settle_pts,
        count(*) filter (where settle_null_reason = 'vx_contract_missing') as missing_contract_count,
        min(expiry_date) filter (
            where settle_null_reason = 'vx_contract_missing'
        ) as first_missing_expiry_date,
        bool_or(is_simulated) as is_simulated

    from curve
    group by trade_date

),

maturities as (

    select
        trade_date,
        min(level_pts) filter (where horizon_days = 30) as cm_30d_pts,
        min(level_pts) filter (where horizon_days = 60) as cm_60d_pts,
        min(level_pts) filter (where horizon_days = 90) as cm_90d_pts,
        min(level_pts) filter (where horizon_days = 120) as cm_120d_pts,
        min(level_pts) filter (where horizon_days = 180) as cm_180d_pts

    from levels
    group by trade_date

),

final as (

    select
        tenors.trade_date,
        tenors.m1_expiry_date,
        cast(tenors.m1_days_to_expiry_days as integer) as m1_days_to_expiry_days,
        tenors.m1_settle_pts,
        tenors.m2_settle_pts,
        tenors.m3_settle_pts,
        tenors.m4_settle_pts,
        maturities.cm_30d_pts,
        maturities.cm_60d_pts,
        maturities.cm_90d_pts,
        maturities.cm_120d_pts,
        maturities.cm_180d_pts,
        tenors.m2_settle_pts / tenors.m1_settle_pts as m2_m1_ratio,
        tenors.m2_settle_pts > tenors.m1_settle_pts as is_contango,
        cast(tenors.missing_contract_count as integer) as missing_contract_count,
        tenors.first_missing_expiry_date,
        tenors.is_simulated

    from tenors
    inner join maturities on tenors.trade_date = maturities.trade_date

)

select * from final
order by trade_date
