namespace Reconciliation.Bus;

/// <summary>A message as bytes. One type per queue of the bus in process.</summary>
public abstract record MessageBrut
{
    public byte[] Corps { get; init; } = [];
}

/// <summary>A message of a queue that is consumed in process.</summary>
public interface IMessageDeFile
{
    /// <summary>The queue, and the exchange to which it is bound.</summary>
    static abstract string File { get; }
}

public sealed record PaiementRoBrut : MessageBrut, IMessageDeFile
{
    public static string File => Echanges.PaiementsRo;
}

public sealed record PaiementComplementaireBrut : MessageBrut, IMessageDeFile
{
    public static string File => Echanges.PaiementsComplementaires;
}

public sealed record SoinBrut : MessageBrut;
