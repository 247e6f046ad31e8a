{%- set tenors = range(1, var('vx_tenors') | int + 1) -%}
{%- set horizons = var('vx_horizons_days') -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

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
        min(days_to_expiry_days) filter (where tenor = 2) as m2_days_to_expiry_days,
        {% for tenor in tenors -%}
        min(settle_pts) filter (where tenor = {{ tenor }}) as m{{ tenor }}_settle_pts,
        {% endfor -%}
        min(settle_null_reason) filter (where tenor = 1) as m1_null_reason,
        min(settle_null_reason) filter (where tenor = 2) as m2_null_reason,
        count(*) filter (where settle_null_reason = 'vx_contract_missing') as missing_contract_count,
        min(expiry_date) filter (
            where settle_null_reason = 'vx_contract_missing'
        ) as first_missing_expiry_date,
        max(available_at) as available_at,
        bool_or(is_simulated) as is_simulated

    from curve
    group by trade_date

),

maturities as (

    select
        {% for days in horizons -%}
        min(level_pts) filter (where horizon_days = {{ days }}) as cm_{{ days }}d_pts,
        min(null_reason) filter (where horizon_days = {{ days }}) as cm_{{ days }}d_null_reason,
        {% endfor -%}
        trade_date

    from levels
    group by trade_date

),

final as (

    select
        tenors.trade_date,
        tenors.m1_expiry_date,
        cast(tenors.m1_days_to_expiry_days as integer) as m1_days_to_expiry_days,
        {% for tenor in tenors -%}
        tenors.m{{ tenor }}_settle_pts,
        {% endfor -%}
        {% for days in horizons -%}
        maturities.cm_{{ days }}d_pts,
        maturities.cm_{{ days }}d_null_reason,
        {% endfor -%}
        tenors.m2_settle_pts / tenors.m1_settle_pts as m2_m1_ratio,
        100 * (tenors.m2_settle_pts - tenors.m1_settle_pts) / tenors.m1_settle_pts as contango_pct,
        tenors.m2_settle_pts > tenors.m1_settle_pts as is_contango,

        -- What a long future earns a year, in logs, while the curve stands still: m2 slides to m1, m1 to VIX
        ln(tenors.m1_settle_pts / tenors.m2_settle_pts) * 365
        / (tenors.m2_days_to_expiry_days - tenors.m1_days_to_expiry_days) as roll_yield_m2_ratio,
        ln(spine.vix_close_pts / tenors.m1_settle_pts) * 365
        / tenors.m1_days_to_expiry_days as roll_yield_m1_ratio,
        tenors.m1_null_reason,
        coalesce(tenors.m1_null_reason, tenors.m2_null_reason) as contango_null_reason,
        cast(tenors.missing_contract_count as integer) as missing_contract_count,
        tenors.first_missing_expiry_date,
        greatest(spine.available_at, tenors.available_at) as available_at,
        tenors.is_simulated

    from tenors
    inner join spine on tenors.trade_date = spine.trade_date
    inner join maturities on tenors.trade_date = maturities.trade_date

)

select * from final
order by trade_date
