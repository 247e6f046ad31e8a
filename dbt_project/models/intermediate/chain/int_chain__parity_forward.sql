with

quotes as (

    select * from {{ ref('stg_cboe__spx_option_quotes') }}
    union all by name
    select * from {{ ref('stg_cboe__vix_option_quotes') }}

),

sides as (

    select
        quote_date,
        root,
        expiry_date,
        strike_pts,
        is_off_close,
        any_value(dte_days) as dte_days,
        bool_or(is_simulated) as is_simulated,
        {{ both_sides(['mid_pts', 'bid_pts', 'ask_pts']) }}

    from quotes
    group by quote_date, root, expiry_date, strike_pts, is_off_close

),

-- At the close, with both bids above 0: a side that nobody bids for says nothing of the forward
pairs as (

    select
        *,
        call_mid_pts - put_mid_pts as gap_pts,
        row_number() over (
            partition by quote_date, root, expiry_date order by abs(call_mid_pts - put_mid_pts), strike_pts
        ) as nearness

    from sides
    where
        not is_off_close
        and call_mid_pts is not null and put_mid_pts is not null and call_bid_pts > 0 and put_bid_pts > 0

),

-- The forward is where call and put cost the same. The strikes nearest to it need no discounting to speak of
measured as (

    select
        quote_date,
        root,
        expiry_date,
        count(*) as strike_pairs,
        median(strike_pts + gap_pts) filter (
            where nearness <= {{ var('parity_nearest_strikes') }}
        ) as forward_pts,
        max(strike_pts + call_bid_pts - put_ask_pts) filter (
            where nearness <= {{ var('parity_nearest_strikes') }}
        ) as forward_bid_pts,
        min(strike_pts + call_ask_pts - put_bid_pts) filter (
            where nearness <= {{ var('parity_nearest_strikes') }}
        ) as forward_ask_pts

    from pairs
    group by quote_date, root, expiry_date

),

expiries as (

    select
        quote_date,
        root,
        expiry_date,
        any_value(dte_days) as dte_days,
        bool_and(is_off_close) as is_off_close,
        bool_or(is_simulated) as is_simulated

    from sides
    group by quote_date, root, expiry_date

),

reasoned as (

    select
        expiries.*,
        coalesce(measured.strike_pairs, 0) as strike_pairs,
        measured.forward_pts,
        measured.forward_bid_pts,
        measured.forward_ask_pts,
        case
            when expiries.is_off_close then 'off_close'
            when coalesce(measured.strike_pairs, 0) < {{ var('parity_fewest_strikes') }} then 'too_few_pairs'
        end as null_reason

    from expiries
    left join measured
        on
            expiries.quote_date = measured.quote_date
            and expiries.root = measured.root
            and expiries.expiry_date = measured.expiry_date

),

final as (

    select
        quote_date,
        root,
        expiry_date,
        dte_days,
        strike_pairs,
        case when null_reason is null then forward_pts end as forward_pts,
        case when null_reason is null then forward_bid_pts end as forward_bid_pts,
        case when null_reason is null then forward_ask_pts end as forward_ask_pts,
        null_reason,
        is_simulated

    from reasoned

)

select * from final
order by quote_date, root, expiry_date
