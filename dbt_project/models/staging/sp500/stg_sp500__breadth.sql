with

source as (

    select * from {{ source('sp500', 'raw_sp500__breadth') }}

),

judged as (

    select
        *,

        -- A count over too few members is no count of the index: null, not guessed
        coverage_ratio >= {{ var('breadth_min_coverage_ratio') }}
        and advances_issues + declines_issues > 0 as is_counted

    from source

),

final as (

    select
        trade_date,
        members_issues,
        priced_issues,
        coverage_ratio,
        case when is_counted then advances_issues end as advances_issues,
        case when is_counted then declines_issues end as declines_issues,
        unchanged_issues,
        suspect_moves_issues,
        {{ new_york_instant('trade_date', var('index_close_time_new_york')) }} as available_at,
        is_simulated

    from judged

)

select * from final
order by trade_date
