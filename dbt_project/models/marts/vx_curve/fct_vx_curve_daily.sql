with

curve as (

    select * from {{ ref('int_vx_curve__ranked_by_tenor') }}

),

final as (

    select
        trade_date,
        tenor,
        expiry_date,
        cast(days_to_expiry_days as integer) as days_to_expiry_days,
        settle_pts,
        coalesce(settle_null_reason = 'vx_contract_missing', false) as is_missing,
        is_simulated

    from curve

)

select * from final
order by trade_date, tenor
