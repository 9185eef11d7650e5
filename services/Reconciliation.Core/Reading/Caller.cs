using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>The caller of a use case, as an edge has authenticated them. A use case asks this record, never a token or a cookie.</summary>
public sealed record Caller
{
    private const string CommandPrefix = "recon:";

    /// <summary>The subject: an agent, an application or a command. It is recorded, and so a NIR in it is taken out.</summary>
    public required string Name { get; init => field = Nir.Redact(value, aussiSansCle: true); }

    /// <summary>The application through which they come, as it is recorded; null: it is not known.</summary>
    public string? Client { get; init => field = Storage.Sender.WithoutNir(value); }

    /// <summary>Whether a person of the insurer calls, whose reads are recorded.</summary>
    public bool IsAgent { get; init; }

    /// <summary>Whether they lead a team.</summary>
    public bool IsSupervisor { get; init; }

    /// <summary>
    /// Whether a person calls of whom an authority states a sign-in: no application by itself, and no command, nor anybody under the name
    /// of one.
    /// </summary>
    public bool IsPerson { get => field && !IsOfCommands(Name); init; }

    /// <summary>Whether they may be the second person, whose word makes that of a first one good.</summary>
    public bool MaySecond => IsPerson && IsSupervisor;

    /// <summary>The caller of a command: whoever may open the database, under the name that they give.</summary>
    /// <param name="operatorName">The name.</param>
    public static string OfCommands(string operatorName) => CommandPrefix + operatorName;

    /// <summary>Whether a name that was kept is that of a command's caller.</summary>
    /// <param name="name">The name.</param>
    public static bool IsOfCommands(string name) => name.StartsWith(CommandPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the espace personnel calls: everybody's data, such as the feed, is for it.</summary>
    public bool IsEspace { get; init; }

    /// <summary>
    /// Whether they may have the feed: the espace personnel, which shows it to members, and a member as far as it is theirs. A caller who
    /// is an agent too may not, whatever else they are: it cannot be told in which right they ask, and a stream has no end to record.
    /// </summary>
    public bool MayReadFeed => !IsAgent && (IsEspace || OnlyAdherents is not null);

    /// <summary>The only members whose data they may have; null: any member's.</summary>
    public IReadOnlyCollection<string>? OnlyAdherents { get; init; }

    /// <summary>Whether they may have data of several members at once: never so where they may have only some members' data.</summary>
    public bool MaySeeEveryone => OnlyAdherents is null;

    /// <summary>The one member whose part of a journal is read for them; null: it is read whole.</summary>
    public string? OnlyAdherent => OnlyAdherents?.First();

    /// <summary>The accesses to members' data in this call: the edge settles them before it answers.</summary>
    public required CallDisclosures Disclosures { get; init; }

    /// <summary>The reason for reading that came along with the call; null: none came.</summary>
    public string? Motif { get; init; }

    /// <summary>Whether nothing is shown until a reason is known, from this call or from one shortly before.</summary>
    public bool MustGiveMotif { get; init; }

    /// <summary>Whether they may have data that concerns some members: a soin that two members share is for both.</summary>
    /// <param name="adherentIds">The members concerned.</param>
    public bool MaySee(IEnumerable<string> adherentIds) => OnlyAdherents is null || adherentIds.Any(OnlyAdherents.Contains);
}
