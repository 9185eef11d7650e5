using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The columns that a statement reads of one table: their names for its text, and where each stands in a row, found once and not at each
/// row.
/// </summary>
internal sealed class Selection
{
    private readonly Column[] _columns;
    private readonly int[] _ordinals;

    /// <summary>Selects columns of one table.</summary>
    /// <param name="columns">The columns, in the order in which they are read.</param>
    public Selection(params IEnumerable<Column> columns)
    {
        _columns = [.. columns];
        _ordinals = new int[_columns.Max(c => c.Index) + 1];
        Array.Fill(_ordinals, -1);
        for (var i = 0; i < _columns.Length; i++)
        {
            _ordinals[_columns[i].Index] = i;
        }
    }

    /// <summary>The number of columns: others that a statement reads begin there.</summary>
    public int Count => _columns.Length;

    /// <summary>Their names, as a SELECT lists them.</summary>
    public string Names => string.Join(", ", _columns.Select(c => c.Name));

    /// <summary>Their names under an alias.</summary>
    /// <param name="alias">The alias of the table.</param>
    public string Of(string alias) => string.Join(", ", _columns.Select(c => $"{alias}.{c.Name}"));

    /// <summary>Their names, with nothing in the place of some columns.</summary>
    /// <param name="left">These columns.</param>
    public string Without(params Column[] left) =>
        string.Join(", ", _columns.Select(c => left.Contains(c) ? $"NULL::{c.SqlType}" : c.Name));

    /// <summary>Their names, with something else in the place of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expression">The SQL that is selected instead.</param>
    public string With(Column column, string expression) => string.Join(", ", _columns.Select(c => c == column ? expression : c.Name));

    /// <summary>The value of a row in a column.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="column">The column, one of these.</param>
    public T Get<T>(NpgsqlDataReader reader, Column column) => reader.GetFieldValue<T>(_ordinals[column.Index]);

    /// <summary>The record that a row keeps in one of two columns, as JSON in UTF-8; null: in neither.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="record">The two columns, both of these.</param>
    /// <exception cref="InvalidDataException">It cannot be unpacked.</exception>
    public byte[]? RecordOrNull(NpgsqlDataReader reader, (Column Plain, Column Packed) record) =>
        RowReaders.RecordOrNull(reader, _ordinals[record.Plain.Index], _ordinals[record.Packed.Index]);

    /// <summary>The same, and nothing where a row keeps none that can be unpacked.</summary>
    public byte[] RecordOrEmpty(NpgsqlDataReader reader, (Column Plain, Column Packed) record) =>
        RowReaders.RecordOrEmpty(reader, _ordinals[record.Plain.Index], _ordinals[record.Packed.Index]);

    /// <summary>The same of a row that keeps one.</summary>
    public byte[] Record(NpgsqlDataReader reader, (Column Plain, Column Packed) record) =>
        RowReaders.Record(reader, _ordinals[record.Plain.Index], _ordinals[record.Packed.Index]);

    /// <summary>The value of a row in a column, or null.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="column">The column, one of these.</param>
    public T? GetOrNull<T>(NpgsqlDataReader reader, Column column)
        where T : class => reader.IsDBNull(_ordinals[column.Index]) ? null : reader.GetFieldValue<T>(_ordinals[column.Index]);

    /// <summary>The value of a row in a column, or null.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="column">The column, one of these.</param>
    public T? ValueOrNull<T>(NpgsqlDataReader reader, Column column)
        where T : struct => reader.IsDBNull(_ordinals[column.Index]) ? null : reader.GetFieldValue<T>(_ordinals[column.Index]);
}
