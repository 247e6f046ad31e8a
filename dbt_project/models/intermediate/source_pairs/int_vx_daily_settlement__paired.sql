with

-- The settlement as published: where the file left it at 0 the daily file is the only source, no second one
contract_files as (

    select * from {{ ref('stg_cfe__vx_futures') }}
    where settle_source = 'settle'

),

-- On the expiry day the daily file still shows the day before, the contract's file the opening quotation
daily_files as (

    select * from {{ ref('stg_cfe__daily_settlements') }}
    where trade_date < expiry_date

),

final as (

    select
        'vx_settle_vs_daily_file' as topic,
        daily_files.trade_date,
        'VX ' || daily_files.expiry_date as subject,
        'CFE contract ' || daily_files.expiry_date as first_source,
        'CFE daily settlement ' || daily_files.contract_symbol as second_source,
        contract_files.settle_pts as first_pts,
        daily_files.settle_pts as second_pts,
        greatest(contract_files.available_at, daily_files.available_at) as available_at,
        contract_files.is_simulated or daily_files.is_simulated as is_simulated

    from daily_files
    inner join contract_files
        on
            daily_files.expiry_date = contract_files.expiry_date
            and daily_files.trade_date = contract_files.trade_date

)

select * from final
order by trade_date, subject, second_source
