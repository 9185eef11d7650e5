using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The parameters of one statement: of each column an array with a value for each row, then the values that all rows share. The text is
/// built once, in a static field; binding knows every type and asks no reflection.
/// </summary>
/// <typeparam name="TRow">The type from which a row is written.</typeparam>
internal sealed class Parameters<TRow>
{
    private readonly Column<TRow>[] _columns;
    private readonly int _before;

    /// <summary>Numbers the columns from one on, those that rows share last; a name that stands twice gets one parameter.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="before">The number of parameters that the statement has before these.</param>
    public Parameters(IEnumerable<Column<TRow>> columns, int before = 0)
    {
        _columns = [.. columns.DistinctBy(c => c.Name).OrderBy(c => !c.IsArray)];
        _before = before;
    }

    public int Count => _columns.Length;

    /// <summary>The arrays, as <c>unnest</c> takes them in a FROM clause.</summary>
    public string Arrays => string.Join(", ", _columns.Where(c => c.IsArray).Select(c => $"{Number(c)}::{c.SqlType}[]"));

    /// <summary>The names of the arrays, in their order.</summary>
    public string ArrayNames => string.Join(", ", _columns.Where(c => c.IsArray).Select(c => c.Name));

    /// <summary>The arrays as columns of a SELECT, each under its name.</summary>
    public string Unnested => string.Join(", ", _columns.Where(c => c.IsArray).Select(c => $"{Unnest(c)} AS {c.Name}"));

    /// <summary>The values of columns, as an INSERT … SELECT without FROM takes them.</summary>
    /// <param name="columns">The columns, in the order of the insert.</param>
    public string Values(IEnumerable<Column<TRow>> columns) =>
        string.Join(", ", columns.Select(c => c.Value(c.IsArray ? Unnest(c) : Shared(c))));

    /// <summary>The values of columns, taken from rows that have them under their names.</summary>
    /// <param name="columns">The columns, in the order of the insert.</param>
    public string Named(IEnumerable<Column<TRow>> columns) =>
        string.Join(", ", columns.Select(c => c.Value(c.IsArray ? c.Name : Shared(c))));

    /// <summary>The parameter of a column that all rows share.</summary>
    /// <param name="column">The column.</param>
    public string Shared(Column<TRow> column) => $"{Number(column)}::{column.SqlType}";

    /// <summary>Gives a statement its parameters.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="context">The values that they share.</param>
    public NpgsqlBatchCommand Bind(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, WriteContext context = default)
    {
        foreach (var column in _columns)
        {
            column.Bind(command, rows, context);
        }

        return command;
    }

    private string Unnest(Column<TRow> column) => $"unnest({Number(column)}::{column.SqlType}[])";

    private string Number(Column<TRow> column) => $"${_before + Array.FindIndex(_columns, c => c.Name == column.Name) + 1}";
}
