with

forwards as (

    select * from {{ ref('int_chain__parity_forward') }}
    where root in ('VIX', 'VIXW') and forward_pts is not null

),

-- A settlement as published: a close that stands in for it was traded at another minute
settlements as (

    select * from {{ ref('stg_cfe__vx_futures') }}
    where settle_source = 'settle'

),

-- A VIX option settles at the same quotation as the future of its expiry: both have one forward (§5.3)
final as (

    select
        'vx_settle_vs_chain_forward' as topic,
        forwards.quote_date as trade_date,
        'VX ' || forwards.expiry_date as subject,
        'CFE contract ' || forwards.expiry_date as first_source,
        forwards.root || ' chain parity' as second_source,
        settlements.settle_pts as first_pts,
        forwards.forward_pts as second_pts,
        settlements.available_at,
        settlements.is_simulated or forwards.is_simulated as is_simulated

    from forwards
    inner join settlements
        on forwards.expiry_date = settlements.expiry_date and forwards.quote_date = settlements.trade_date

)

select * from final
order by trade_date, subject, second_source
