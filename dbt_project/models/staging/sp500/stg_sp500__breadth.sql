with

source as (

    select * from {{ source('sp500', 'raw_sp500__breadth') }}

),

revisions as (

    select * from {{ source('landing', 'raw_landing__revisions') }}

),

as_decided as (

    {{
        as_decided(
            'source', 'revisions', 'raw.raw_sp500__breadth',
            key_columns=['trade_date'],
            value_columns=['coverage_ratio'],
            count_columns=['members_issues', 'priced_issues', 'advances_issues', 'declines_issues', 'unchanged_issues', 'suspect_moves_issues']
        )
    }}

),

judged as (

    select
        *,

        -- A count over too few members is no count of the index: null, not guessed
        coverage_ratio >= {{ var('breadth_min_coverage_ratio') }}
        and advances_issues + declines_issues > 0 as is_counted

    from as_decided

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
        is_as_decided,
        is_simulated

    from judged

)

select * from final
order by trade_date
