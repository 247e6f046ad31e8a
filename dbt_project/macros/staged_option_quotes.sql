{#-
One staging rule for every option chain: sentinels to null (§5.3), mid and spread where the two sides can be
believed. Both chains share columns, so they share the statement.
-#}
{% macro staged_option_quotes(source_table) -%}
with

source as (

    -- Codes of the raw table are text from here on
    select
        * replace (
            cast(root as varchar) as root,
            cast(option_type as varchar) as option_type,
            cast(source_layout as varchar) as source_layout
        )
    from {{ source('cboe', source_table) }}

),

final as (

    select
        quote_date,
        -- OCC symbol without blanks: root, yymmdd, C or P, strike x 1000 in eight digits, which not every strike fits
        case
            when round(strike_pts * 1000) between 1 and 99999999
                then root || strftime(expiry_date, '%y%m%d') || option_type
                || lpad(cast(cast(round(strike_pts * 1000) as bigint) as varchar), 8, '0')
        end as option_symbol,
        root,
        case when root in ('SPX', 'VIX', 'VIXW') then 'AM' else 'PM' end as settlement_session,
        expiry_date,
        option_type,
        strike_pts,
        expiry_date - quote_date as dte_days,
        source_layout,
        quoted_at_text,
        quoted_at,
        is_off_close,
        bid_pts,
        ask_pts,

        -- A mid needs an offer and two sides that do not cross; a bid of 0 is a real bid
        case when ask_pts > 0 and bid_pts <= ask_pts then (bid_pts + ask_pts) / 2 end as mid_pts,
        case when ask_pts > 0 and bid_pts <= ask_pts then ask_pts - bid_pts end as spread_pts,
        case
            when bid_pts is null or ask_pts is null or ask_pts <= 0 then 'no_offer'
            when bid_pts > ask_pts then 'crossed'
        end as mid_null_reason,

        nullif(last_pts, 0) as last_pts,
        underlying_pts,

        -- 0 is the provider's way to write "not computed". OptionsDX computes from spot, which no VIX option is on,
        -- and writes a delta of -1 where it has no volatility (§5.6): none of its figures is served
        {% for figure in ['vendor_iv_vol', 'vendor_delta_ratio', 'vendor_gamma_ratio'] -%}
        case when coalesce(source_layout, '') <> 'optionsdx' then nullif({{ figure }}, 0) end as {{ figure }},
        {% endfor %}

        volume_contracts,

        -- Published open interest is that of the session before
        open_interest_contracts as previous_open_interest_contracts,
        is_simulated

    from source

)

select * from final
{%- endmacro %}
