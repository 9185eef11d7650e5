using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>
/// The columns of a table, each in one place: the text of statements, their parameters and the reading of rows come from it. A test
/// compares it with the database, both ways.
/// </summary>
/// <param name="name">The name of the table in the database.</param>
internal abstract class Table(string name)
{
    private readonly List<Column> _columns = [];

    public string Name { get; } = name;

    /// <summary>All columns, in the order in which they are declared.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>A column that rows do not bring: the database fills it, or another statement.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="type">Its type.</param>
    public Column Unwritten(string column, NpgsqlDbType type) => Add(new UnwrittenColumn(column, type) { Index = _columns.Count });

    /// <summary>A column that nothing fills any more, and nothing reads: versions before did.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="type">Its type.</param>
    public Column Left(string column, NpgsqlDbType type) =>
        Add(new UnwrittenColumn(column, type) { Index = _columns.Count, IsLeft = true });

    protected T Add<T>(T column)
        where T : Column
    {
        _columns.Add(column);
        return column;
    }
}

/// <summary>The columns of a table, with the value that a row states for each.</summary>
/// <typeparam name="TRow">The type from which a row is written.</typeparam>
internal sealed class Table<TRow> : Table
{
    /// <summary>Makes a table.</summary>
    /// <param name="name">The name of the table in the database.</param>
    /// <param name="declare">Declares its columns, where nothing else names one of them.</param>
    public Table(string name, Action<Table<TRow>>? declare = null)
        : base(name) => declare?.Invoke(this);

    /// <summary>The columns that rows bring.</summary>
    public IReadOnlyList<Column<TRow>> Written => [.. Columns.OfType<Column<TRow>>()];

    /// <summary>A column by which a row is found.</summary>
    public Column<TRow> Key<T>(string column, NpgsqlDbType type, Func<TRow, T> value) =>
        Add<Column<TRow>>(new RowColumn<TRow, T>(column, type, value) { Index = Columns.Count, IsKey = true });

    /// <summary>A column of which each row has its own value.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="type">The type of its parameter: an array of these.</param>
    /// <param name="value">The value that a row states for it.</param>
    /// <param name="expression">The SQL that makes the stored value of the parameter, <c>{0}</c>; null: the parameter itself.</param>
    public Column<TRow> Column<T>(string column, NpgsqlDbType type, Func<TRow, T> value, string? expression = null) =>
        Add<Column<TRow>>(new RowColumn<TRow, T>(column, type, value) { Index = Columns.Count, Expression = expression });

    /// <summary>A column that has the same value in all rows of a statement.</summary>
    public Column<TRow> Shared(string column, NpgsqlDbType type, Func<WriteContext, object?> value) =>
        Add<Column<TRow>>(new SharedColumn<TRow>(column, type, value) { Index = Columns.Count });

    /// <summary>The two columns that keep a record, of which a row fills one: plain JSON under its name, and packed.</summary>
    /// <param name="name">The name of the first; the second is called after it.</param>
    /// <param name="kind">The kind of record: its dictionary packs it.</param>
    /// <param name="record">The record of a row, as JSON in UTF-8; null: the row has none.</param>
    public (Column<TRow> Plain, Column<TRow> Packed) Record(string name, PackedRecord kind, Func<TRow, byte[]?> record)
    {
        return (Of(name, NpgsqlDbType.Json, isPacked: false), Of($"{name}_octets", NpgsqlDbType.Bytea, isPacked: true));

        Column<TRow> Of(string column, NpgsqlDbType type, bool isPacked) =>
            Add<Column<TRow>>(new RecordColumn<TRow>(column, type, kind, record, isPacked) { Index = Columns.Count });
    }

    /// <summary>A column that keeps the value of a column of another table, under the same name and in the same statement.</summary>
    public Column<TRow> Same(Column<TRow> other) => Add(other.At(Columns.Count));

    /// <summary>
    /// The assignments of an UPDATE: all columns that rows bring but the key, taken from rows that have them under their names.
    /// </summary>
    /// <param name="rows">The alias of the rows.</param>
    public string Set(string rows) =>
        string.Join(", ", Written.Where(c => !c.IsKey).Select(c => $"{c.Name} = {c.Value($"{rows}.{c.Name}")}"));

    /// <summary>The names of the columns that rows bring, as an insert lists them.</summary>
    public string Names => string.Join(", ", Written.Select(c => c.Name));
}
