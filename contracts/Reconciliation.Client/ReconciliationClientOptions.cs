using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>The address of Reconciliation, and the identity under which to call it.</summary>
public sealed class ReconciliationClientOptions
{
    /// <summary>The address of the API, without <c>/v1</c>. A path in it, such as a gateway's prefix, stands before each call's.</summary>
    public Uri? Adresse { get; set; }

    /// <summary>
    /// Gives a bearer token that is valid now. It is asked before every attempt, so it should keep a token until that is about to expire.
    /// Take what gives it from the services that the registration is handed.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? Jeton { get; set; }

    /// <summary>
    /// The reason of every call, where the token is an agent's: it is recorded with the access. Accents are sent as they are. Never a NIR.
    /// For a reason of each call see <see cref="ReconciliationClient.AvecMotif"/>.
    /// </summary>
    public string? Motif { get; set; }

    /// <summary>The longest pause before the live feed is taken up again; the first pause is the one that the service asks for.</summary>
    public TimeSpan PauseMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time without a byte after which a live feed is taken for dead: the service sends something every 15 seconds in any case.
    /// </summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Told of each failure after which a feed that is followed is asked again: to log it, and to see that an address is wrong.
    /// </summary>
    public Action<Exception>? FluxInterrompu { get; set; }

    /// <summary>
    /// Called when the database has begun another history, before any element of it is handed out: drop the versions of which
    /// <c>RendDouteuse</c> is true, and ask for each of these soins by its id. Those that were last written before that instant do not come
    /// again. The feed goes on from before that instant; an element that comes twice overwrites. Without this
    /// callback, a cursor of another history is thrown as the problem <c>curseur-perime</c>, and announcements are passed over.
    /// </summary>
    public Func<EpoqueCommencee, CancellationToken, ValueTask>? EpoqueCommencee { get; set; }

    /// <summary>
    /// Called by the feed for a soin that was erased: remove it from a copy. Without this callback such entries are passed over.
    /// <see cref="ReconciliationClient.SuivreParLotsAsync"/> hands them out instead.
    /// </summary>
    public Func<Guid, CancellationToken, ValueTask>? SoinEfface { get; set; }
}
