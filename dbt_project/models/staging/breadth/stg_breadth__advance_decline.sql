with

source as (

    select * from {{ source('breadth', 'raw_breadth__advance_decline') }}

),

revisions as (

    select * from {{ source('landing', 'raw_landing__revisions') }}

),

as_decided as (

    {{
        as_decided(
            'source', 'revisions', 'raw.raw_breadth__advance_decline',
            key_columns=['universe', 'trade_date'],
            value_columns=[],
            count_columns=['advances_issues', 'declines_issues']
        )
    }}

),

final as (

    select
        universe,
        trade_date,

        -- A session on which nothing rose and nothing fell is a missing count, not a count
        case when advances_issues + declines_issues > 0 then advances_issues end as advances_issues,
        case when advances_issues + declines_issues > 0 then declines_issues end as declines_issues,
        {{ new_york_instant('trade_date', var('index_close_time_new_york')) }} as available_at,
        is_as_decided,
        is_simulated

    from as_decided

)

select * from final
order by universe, trade_date
