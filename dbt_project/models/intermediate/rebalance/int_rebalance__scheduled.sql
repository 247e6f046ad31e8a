with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

quarterly_expiries as (

    select * from {{ ref('stg_calendar__vx_expiries') }}
    where is_quarterly

),

dollar as (

    select * from {{ ref('int_dollar_volatility__computed') }}

),

-- A day without a value neither starts nor ends a spell of high volatility
dollar_spells as (

    select
        trade_date,
        is_dollar_vol_high
        and not coalesce(
            lag(is_dollar_vol_high ignore nulls) over (order by trade_date), false
        ) as is_first_high_day

    from dollar

),

final as (

    select
        spine.trade_date,

        -- S38: the first session after a Mar/Jun/Sep/Dec expiry
        quarterly_expiries.expiry_date is not null as is_quarterly_rebalance,

        -- S38, alternative: the first session of a calendar quarter
        quarter(spine.trade_date) <> quarter(spine.previous_session_date) as is_calendar_quarter_start,
        coalesce(dollar_spells.is_first_high_day, false) as is_dollar_vol_spell_start,
        quarterly_expiries.expiry_date is not null
        or coalesce(dollar_spells.is_first_high_day, false) as is_rebalance,
        spine.available_at,
        spine.is_simulated

    from spine
    left join quarterly_expiries
        on
            spine.trade_date > quarterly_expiries.expiry_date
            and spine.previous_session_date <= quarterly_expiries.expiry_date
    left join dollar_spells on spine.trade_date = dollar_spells.trade_date

)

select * from final
order by trade_date
