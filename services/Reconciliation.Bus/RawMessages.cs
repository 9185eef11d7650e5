namespace Reconciliation.Bus;

/// <summary>A message as bytes. One type per queue of the bus in process.</summary>
public abstract record RawMessage
{
    public byte[] Corps { get; init; } = [];
}

/// <summary>A message of a queue that is consumed in process.</summary>
public interface IQueueMessage
{
    /// <summary>The queue, and the exchange to which it is bound.</summary>
    static abstract string File { get; }
}

public sealed record RawPaiementRo : RawMessage, IQueueMessage
{
    public static string File => ExchangeNames.PaiementsRo;
}

public sealed record RawPaiementComplementaire : RawMessage, IQueueMessage
{
    public static string File => ExchangeNames.PaiementsComplementaires;
}

public sealed record SoinBrut : RawMessage;
