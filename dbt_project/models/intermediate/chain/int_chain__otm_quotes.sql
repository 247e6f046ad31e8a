with

quotes as (

    select * from {{ ref('stg_cboe__spx_option_quotes') }}
    where not is_off_close
    union all by name
    select * from {{ ref('stg_cboe__vix_option_quotes') }}
    where not is_off_close

),

forwards as (

    select * from {{ ref('int_chain__parity_forward') }}
    where forward_pts is not null

),

-- Out of the money only: an in-the-money mid is mostly intrinsic value, and its spread hides the rest
final as (

    select
        quotes.quote_date,
        quotes.root,
        quotes.expiry_date,
        quotes.option_type,
        quotes.strike_pts,
        quotes.settlement_session,
        quotes.dte_days,
        quotes.bid_pts,
        quotes.ask_pts,
        quotes.mid_pts,
        forwards.forward_pts as parity_forward_pts,
        quotes.is_simulated

    from quotes
    inner join forwards
        on
            quotes.quote_date = forwards.quote_date
            and quotes.root = forwards.root
            and quotes.expiry_date = forwards.expiry_date
    where
        quotes.bid_pts > 0
        and quotes.mid_pts is not null
        and quotes.dte_days between {{ var('calibration_least_days') }} and {{ var('calibration_most_days') }}
        and (quotes.option_type = 'C') = (quotes.strike_pts >= forwards.forward_pts)

)

select * from final
order by quote_date, root, expiry_date, strike_pts
