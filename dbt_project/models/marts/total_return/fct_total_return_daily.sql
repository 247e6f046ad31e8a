with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

spx as (

    select * from {{ ref('int_spx_return__measured') }}

),

reit as (

    select * from {{ ref('int_user_return__measured') }}
    where series_role = 'reit'

),

total_return as (

    select * from {{ ref('int_user_return__measured') }}
    where series_role = 'total_return'

),

bills as (

    select * from {{ ref('int_macro__as_known') }}
    where series_id = 'DTB3'

),

final as (

    select
        spine.trade_date,

        -- S49: what a lead or lag is looked for in
        reit.return_ratio as reit_return_ratio,
        reit.rv_21d_vol as reit_rv_21d_vol,
        reit.rv_21d_vol - lag(reit.rv_21d_vol) over by_date as reit_rv_21d_change_vol,
        spx.spx_rv_21d_vol - lag(spx.spx_rv_21d_vol) over by_date as spx_rv_21d_change_vol,
        case
            when reit.rv_21d_vol is null then coalesce(reit.absence_reason, 'warm_up')
        end as reit_null_reason,

        -- S47: the market's return, and what it earned above the bill known the session before
        total_return.return_ratio as spx_total_return_ratio,
        total_return.return_ratio
        - lag(bills.value) over by_date / 100 * (spine.trade_date - spine.previous_session_date) / 360
            as spx_excess_return_ratio,
        case
            when total_return.return_ratio is null then coalesce(total_return.absence_reason, 'warm_up')
        end as spx_total_return_null_reason,
        greatest(
            spine.available_at, reit.available_at, total_return.available_at, bills.available_at
        ) as available_at,
        spine.is_simulated
        or reit.is_simulated
        or total_return.is_simulated
        or coalesce(bills.is_simulated, false) as is_simulated

    from spine
    inner join spx on spine.trade_date = spx.trade_date
    inner join reit on spine.trade_date = reit.trade_date
    inner join total_return on spine.trade_date = total_return.trade_date
    left join bills on spine.trade_date = bills.trade_date
    window by_date as (order by spine.trade_date)

)

select * from final
order by trade_date
