{#-
A recursion along a list, as a list: `seed_sql` (a list of one), then `step_sql` for each element of `values_sql`,
written in `acc[-1]` (the value before) and `y[1]` (the element). Elements are taken in blocks, because appending
copies what is there: one block is short, and the whole is copied once a block.
-#}
{% macro smoothed_list(values_sql, seed_sql, step_sql) -%}
    {%- set block = 96 -%}
    list_reduce(
        list_transform(
            range(1, len({{ values_sql }}) + 1, {{ block }}),
            lambda i: ({{ values_sql }})[i:i + {{ block - 1 }}]
        ),
        lambda whole, part: list_concat(
            whole,
            list_reduce(
                list_transform(part, lambda y: [y]),
                lambda acc, y: list_append(acc, {{ step_sql }}),
                [whole[-1]]
            )[2:]
        ),
        {{ seed_sql }}
    )
{%- endmacro %}
