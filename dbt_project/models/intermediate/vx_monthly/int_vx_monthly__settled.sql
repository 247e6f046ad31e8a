with

prices as (

    select * from {{ ref('stg_cfe__vx_futures') }}

),

-- The one place where weeklies are left out: every curve and signal reads this model
final as (

    select
        expiry_date,
        trade_date,
        is_expiry_day,
        settle_pts,
        settle_source,
        available_at,
        is_simulated

    from prices
    where duration_type = 'M'

)

select * from final
order by trade_date, expiry_date
