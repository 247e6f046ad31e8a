with

quotes as (

    select * from {{ ref('stg_cboe__spx_option_quotes') }}
    where not is_off_close

),

forwards as (

    select * from {{ ref('int_chain__parity_forward') }}
    where forward_ask_pts is not null and dte_days > 0

),

rates as (

    select
        trade_date,
        bill_ratio as risk_free_rate_ratio

    from {{ ref('int_capital_cost__estimated') }}

),

-- Both sides of a strike in one row; a side that nobody bids for can't be sold
strikes as (

    select
        quote_date,
        root,
        expiry_date,
        strike_pts,
        {{ both_sides(['bid_pts', 'ask_pts']) }}

    from quotes
    group by quote_date, root, expiry_date, strike_pts

),

-- S35: sell the call, buy the put, buy the forward, and the reverse; the forward costs what the options
-- around it ask for it. A day without a rate is discounted at 0
edges as (

    select
        strikes.quote_date,
        forwards.is_simulated,
        strikes.call_bid_pts - strikes.put_ask_pts
        - exp(-coalesce(rates.risk_free_rate_ratio, 0) * forwards.dte_days / 365)
        * (forwards.forward_ask_pts - strikes.strike_pts) as conversion_edge_pts,
        exp(-coalesce(rates.risk_free_rate_ratio, 0) * forwards.dte_days / 365)
        * (forwards.forward_bid_pts - strikes.strike_pts)
        - (strikes.call_ask_pts - strikes.put_bid_pts) as reversal_edge_pts

    from strikes
    inner join forwards
        on
            strikes.quote_date = forwards.quote_date
            and strikes.root = forwards.root
            and strikes.expiry_date = forwards.expiry_date
    left join rates on strikes.quote_date = rates.trade_date
    where strikes.call_bid_pts > 0 and strikes.put_bid_pts > 0

),

final as (

    select
        quote_date,
        cast(count(*) as bigint) as strike_pairs,
        cast(count(*) filter (where conversion_edge_pts > {{ var('conversion_fees_pts') }}) as bigint)
            as conversion_pairs,
        cast(count(*) filter (where reversal_edge_pts > {{ var('conversion_fees_pts') }}) as bigint)
            as reversal_pairs,
        median(conversion_edge_pts) as conversion_edge_median_pts,
        max(conversion_edge_pts) as conversion_edge_max_pts,
        median(reversal_edge_pts) as reversal_edge_median_pts,
        max(reversal_edge_pts) as reversal_edge_max_pts,
        bool_or(is_simulated) as is_simulated

    from edges
    group by quote_date

)

select * from final
order by quote_date
