using Microsoft.AspNetCore.Http;

namespace Reconciliation.Hosting;

/// <summary>
/// The most that one client may ask of one process. Each limit is a bucket: it may be emptied at once (<c>…Rafale</c>) and fills again by
/// so much a second. A client is the subject of a token and its application; without a token, a remote address.
/// </summary>
public sealed record ClientLimits
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Limitation";

    /// <summary>
    /// The policy of every call that keeps a connection open: it counts those that are, whatever the caller says to accept. A call that
    /// also answers with pages, which end, has <see cref="AnswersPagesToo"/> besides.
    /// </summary>
    public const string StreamPolicy = "flux";

    /// <summary>Requests without a valid token, a second.</summary>
    public int AnonymesParSeconde { get; init; } = 100;

    /// <summary>Requests without a valid token, at once.</summary>
    public int AnonymesRafale { get; init; } = 1_000;

    /// <summary>Requests of a reader or an agent, a second.</summary>
    public int LecturesParSeconde { get; init; } = 500;

    /// <summary>Requests of a reader or an agent, at once.</summary>
    public int LecturesRafale { get; init; } = 5_000;

    /// <summary>Requests of a producer, a second.</summary>
    public int EnvoisParSeconde { get; init; } = 500;

    /// <summary>Requests of a producer, at once.</summary>
    public int EnvoisRafale { get; init; } = 5_000;

    /// <summary>Bytes of a producer, a second: the cost of records, however they are grouped.</summary>
    public int OctetsParSeconde { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes of a producer, at once.</summary>
    public int OctetsRafale { get; init; } = 256 * 1024 * 1024;

    /// <summary>Streams of a client that are open at a time.</summary>
    public int FluxSimultanes { get; init; } = 20;

    /// <summary>Streams of a token that names members that are open at a time: a person has few windows.</summary>
    public int FluxParAdherent { get; init; } = 2;

    /// <summary>Itself, if every limit is a number from 1.</summary>
    /// <exception cref="StartupRefusedException">A limit is less.</exception>
    public ClientLimits Validated() =>
        new[]
        {
            AnonymesParSeconde, AnonymesRafale, LecturesParSeconde, LecturesRafale, EnvoisParSeconde, EnvoisRafale, OctetsParSeconde,
            OctetsRafale, FluxSimultanes, FluxParAdherent,
        }.All(l => l > 0)
            ? this
            : throw new StartupRefusedException("Every limit of RECONCILIATION_Limitation__… must be a whole number from 1.");
}

/// <summary>Stands at a call that answers with a stream or with a page, as the caller asks.</summary>
/// <param name="IsLive">Whether a request is answered with a stream: the same question as the call asks itself.</param>
public sealed record AnswersPagesToo(Func<HttpRequest, bool> IsLive);
