namespace Reconciliation.Storage.Model;

/// <summary>The place up to which the journal has been published.</summary>
public sealed class RelaisRow
{
    public required string Nom { get; init; }

    public ulong Transaction { get; init; }

    public long Position { get; init; }
}

/// <summary>One history of the database: the last row is the one that goes on.</summary>
public sealed class EpoqueRow
{
    /// <summary>Their order, from 1.</summary>
    public short Numero { get; init; }

    public required string Epoque { get; init; }

    public string? Precedente { get; init; }

    /// <summary>The instant from which entries of the history before may be unknown here.</summary>
    public DateTimeOffset Depuis { get; init; }

    public DateTimeOffset CommenceeLe { get; init; }

    /// <summary>The cluster, its timeline and the database: the mark of the history.</summary>
    public required string Histoire { get; init; }

    /// <summary>The number to add to those of the server's transactions, so that the journal goes on after all that is there.</summary>
    public long Decalage { get; init; }

    /// <summary>The place of its announcement in the journal.</summary>
    public ulong Transaction { get; init; }

    public long Position { get; init; }

    /// <summary>The instant at which all soins that had to be published again were; null: not yet.</summary>
    public DateTimeOffset? RediffuseeLe { get; init; }

    /// <summary>The place down to which the journal was looked through for soins to publish again; null: not begun, or done.</summary>
    public ulong? RediffuseeTransaction { get; init; }

    public long? RediffuseePosition { get; init; }
}

/// <summary>The mark of an epoch: a dump that is restored cannot bring it along, since it is the transaction that wrote the row.</summary>
public sealed class EpochMarkRow
{
    public required string Epoque { get; init; }

    /// <summary>The transaction that wrote the row.</summary>
    public ulong Transaction { get; init; }
}
