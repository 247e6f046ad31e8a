with

-- The one place where weeklies are left out: every curve and signal reads this model
prices as (

    select * from {{ ref('stg_cfe__vx_futures') }}
    where duration_type = 'M'

),

daily as (

    select * from {{ ref('stg_cfe__daily_settlements') }}
    where duration_type = 'M' and trade_date < expiry_date

),

sessions as (

    select session_date from {{ ref('stg_calendar__sessions') }}

),

contracts as (

    select distinct expiry_date from prices

),

-- A quotation alone is no contract: what has no file stays missing (§5.1)
soq as (

    select quotations.*
    from {{ ref('stg_cfe__final_settlements') }} as quotations
    inner join contracts on quotations.expiry_date = contracts.expiry_date

),

-- Every contract-day that any source knows, with what each says
said as (

    select
        coalesce(prices.expiry_date, daily.expiry_date, soq.expiry_date) as expiry_date,
        coalesce(prices.trade_date, daily.trade_date, soq.expiry_date) as trade_date,
        prices.settle_pts as contract_file_pts,
        prices.settle_source as contract_file_source,
        daily.settle_pts as daily_file_pts,
        soq.soq_pts,
        coalesce(prices.available_at, daily.available_at, soq.available_at) as available_at,
        coalesce(prices.is_simulated, daily.is_simulated, soq.is_simulated) as is_simulated

    from prices
    full outer join daily
        on prices.expiry_date = daily.expiry_date and prices.trade_date = daily.trade_date
    full outer join soq
        on prices.expiry_date = soq.expiry_date and prices.trade_date = soq.expiry_date

),

final as (

    select
        said.expiry_date,
        said.trade_date,
        said.trade_date = said.expiry_date as is_expiry_day,

        -- VX trades on some holidays of the index market: they are kept, and no signal has a row for them
        sessions.session_date is not null as is_index_session,

        -- The daily file fills what the contract file left out, a traded close included
        case
            when said.soq_pts is not null then said.soq_pts
            when said.contract_file_source = 'close'
                then coalesce(said.daily_file_pts, said.contract_file_pts)
            else coalesce(said.contract_file_pts, said.daily_file_pts)
        end as settle_pts,
        case
            when said.soq_pts is not null then 'final_settlement'
            when said.contract_file_source = 'close' and said.daily_file_pts is not null then 'daily_file'
            when said.contract_file_pts is not null then said.contract_file_source
            when said.daily_file_pts is not null then 'daily_file'
        end as settle_source,
        said.available_at,
        said.is_simulated

    from said
    left join sessions on said.trade_date = sessions.session_date

)

select * from final
order by trade_date, expiry_date
