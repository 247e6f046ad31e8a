{#-
Rows of a relation that an as-of join on `available_at` may pick: one per instant, the newest observation.
Several observations become public at once (a week of the dollar index, two months after a shutdown).
-#}
{% macro latest_published(relation_sql, partition_columns=[]) -%}
    select *
    from {{ relation_sql }}
    qualify row_number() over (
        partition by {{ (partition_columns + ['available_at']) | join(', ') }}
        order by observation_date desc
    ) = 1
{%- endmacro %}
