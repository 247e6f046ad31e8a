{#-
Rows of a raw table with the values that decisions of their day were made on: where a provider changed a value
after orders of its day could fill, the value first seen; everywhere else the newest. `key_columns` in the order of
the contract's key; `count_columns` are whole numbers. Adds `is_as_decided`.
-#}
{% macro as_decided(rows_sql, revisions_sql, table_name, key_columns, value_columns, count_columns=[]) -%}
    select
        {{ rows_sql }}.* replace (
            {%- for column in value_columns + count_columns %}
            case
                when decided.is_revised_{{ column }}
                    then cast(decided.{{ column }} as {{ 'bigint' if column in count_columns else 'double' }})
                else {{ rows_sql }}.{{ column }}
            end as {{ column }}{{ "," if not loop.last }}
            {%- endfor %}
        ),
        decided.row_key is not null as is_as_decided
    from {{ rows_sql }}
    left join (
        select
            row_key,
            {%- for column in value_columns + count_columns %}
            max(old_value) filter (where column_name = '{{ column }}') as {{ column }},
            bool_or(column_name = '{{ column }}') as is_revised_{{ column }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ revisions_sql }}
        where table_name = '{{ table_name }}' and is_decided_on
        group by row_key
    ) as decided
        on
            decided.row_key
            = concat_ws('|', {% for column in key_columns %}cast({{ rows_sql }}.{{ column }} as varchar){{ ", " if not loop.last }}{% endfor %})
{%- endmacro %}
