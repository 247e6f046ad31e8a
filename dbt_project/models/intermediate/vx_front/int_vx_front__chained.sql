with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

front as (

    select * from {{ ref('int_vx_curve__ranked_by_tenor') }}
    where tenor = 1

),

prices as (

    select * from {{ ref('int_vx_monthly__settled') }}
    where settle_pts is not null

),

-- Changes are taken inside one contract, between sessions of the index market, before the front is chosen:
-- across a roll there is nothing to difference (S20)
changes as (

    select
        prices.trade_date,
        prices.expiry_date,
        prices.settle_pts - lag(prices.settle_pts) over by_contract as change_pts,
        prices.settle_pts / lag(prices.settle_pts) over by_contract - 1 as return_ratio

    from prices
    inner join spine on prices.trade_date = spine.trade_date
    window by_contract as (partition by prices.expiry_date order by prices.trade_date)

),

final as (

    select
        front.trade_date,
        front.expiry_date as front_expiry_date,
        changes.change_pts as front_change_pts,
        changes.return_ratio as front_return_ratio,
        case
            when changes.change_pts is not null then null
            when front.settle_null_reason is not null then front.settle_null_reason
            else 'warm_up'
        end as null_reason,
        front.available_at,
        front.is_simulated

    from front
    left join changes
        on front.trade_date = changes.trade_date and front.expiry_date = changes.expiry_date

)

select * from final
order by trade_date
