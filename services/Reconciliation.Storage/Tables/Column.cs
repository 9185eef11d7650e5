using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>A column of a table, as statements name it.</summary>
/// <param name="name">Its name in the database.</param>
/// <param name="type">The type of its parameter.</param>
internal abstract class Column(string name, NpgsqlDbType type)
{
    public string Name { get; } = name;

    public NpgsqlDbType Type { get; } = type;

    /// <summary>Its place in its table, by which a <see cref="Selection"/> finds it.</summary>
    public required int Index { get; init; }

    /// <summary>Whether a row is found by it: an update leaves it.</summary>
    public bool IsKey { get; init; }

    /// <summary>Whether rows bring it; else the database fills it, or another statement.</summary>
    public virtual bool IsWritten => true;

    /// <summary>The SQL that makes the stored value of the parameter, <c>{0}</c>; null: the parameter itself.</summary>
    public string? Expression { get; init; }

    /// <summary>The value to store, made of a parameter or of a column that holds it.</summary>
    /// <param name="parameter">The parameter.</param>
    public string Value(string parameter) =>
        Expression is null ? parameter : string.Format(CultureInfo.InvariantCulture, Expression, parameter);

    /// <summary>The type of its parameter, as SQL writes it.</summary>
    public string SqlType => Type switch
    {
        NpgsqlDbType.Bigint => "bigint",
        NpgsqlDbType.Boolean => "bool",
        NpgsqlDbType.Bytea => "bytea",
        NpgsqlDbType.Date => "date",
        NpgsqlDbType.Integer => "int",
        NpgsqlDbType.Json => "json",
        NpgsqlDbType.Jsonb => "jsonb",
        NpgsqlDbType.Smallint => "smallint",
        NpgsqlDbType.Text => "text",
        NpgsqlDbType.TimestampTz => "timestamptz",
        NpgsqlDbType.Uuid => "uuid",
        NpgsqlDbType.Xid8 => "xid8",
        NpgsqlDbType.Array | NpgsqlDbType.Text => "text[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type), Type, "A column of this type needs its name in SQL here."),
    };
}

/// <summary>The values that all rows of one statement share.</summary>
/// <param name="Now">The instant of writing.</param>
/// <param name="Trace">The W3C trace context, where it is sampled.</param>
/// <param name="Packing">The dictionaries with which records are packed.</param>
internal readonly record struct WriteContext(DateTimeOffset Now, string? Trace = null, PackingInForce Packing = default);

/// <summary>A column with the value that a row states for it.</summary>
/// <typeparam name="TRow">The type from which a row is written.</typeparam>
/// <param name="name">Its name in the database.</param>
/// <param name="type">The type of its parameter.</param>
internal abstract class Column<TRow>(string name, NpgsqlDbType type) : Column(name, type)
{
    /// <summary>Whether its parameter is an array with a value for each row, and not one value for all.</summary>
    public virtual bool IsArray => true;

    /// <summary>Adds its parameter to a statement.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="context">The values that they share.</param>
    public abstract void Bind(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, WriteContext context);

    /// <summary>The same column in another table that keeps the same value.</summary>
    /// <param name="index">Its place there.</param>
    public abstract Column<TRow> At(int index);
}

/// <summary>A column of which each row has its own value: they go to the server as one array.</summary>
internal sealed class RowColumn<TRow, T>(string name, NpgsqlDbType type, Func<TRow, T> value) : Column<TRow>(name, type)
{
    public override void Bind(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, WriteContext context)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        command.With(Type, values);
    }

    public override Column<TRow> At(int index) =>
        new RowColumn<TRow, T>(Name, Type, value) { Index = index, IsKey = IsKey, Expression = Expression };
}

/// <summary>A column that has the same value in all rows of a statement: it goes to the server once.</summary>
internal sealed class SharedColumn<TRow>(string name, NpgsqlDbType type, Func<WriteContext, object?> value) : Column<TRow>(name, type)
{
    public override bool IsArray => false;

    public override void Bind(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, WriteContext context) =>
        command.With(value(context), Type);

    public override Column<TRow> At(int index) => new SharedColumn<TRow>(Name, Type, value) { Index = index, Expression = Expression };
}

/// <summary>
/// One of the two columns that keep a record: as plain JSON, or packed. A row has it in one of them, and null in the other; a row without
/// a record in both.
/// </summary>
internal sealed class RecordColumn<TRow>(string name, NpgsqlDbType type, PackedRecord kind, Func<TRow, byte[]?> record, bool isPacked)
    : Column<TRow>(name, type)
{
    public override void Bind(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, WriteContext context)
    {
        var values = new byte[]?[rows.Count];
        var packer = context.Packing.Of(kind);
        if (isPacked == (packer is not null))
        {
            for (var i = 0; i < values.Length; i++)
            {
                var plain = record(rows[i]);
                values[i] = plain is null ? null : packer?.Pack(plain) ?? plain;
            }
        }

        command.With(Type, values);
    }

    public override Column<TRow> At(int index) => new RecordColumn<TRow>(Name, Type, kind, record, isPacked) { Index = index };
}

/// <summary>A column that rows do not bring: the database fills it, or another statement.</summary>
internal sealed class UnwrittenColumn(string name, NpgsqlDbType type) : Column(name, type)
{
    public override bool IsWritten => false;

    /// <summary>Whether nothing fills it any more: versions before did, and hosts of theirs still may.</summary>
    public bool IsLeft { get; init; }
}
