using System.Security.Claims;

namespace Reconciliation.Hosting;

/// <summary>
/// The scopes of a token, and the policies made of them. A policy that bears the name of a scope asks for that scope and no other.
/// </summary>
public static class Scopes
{
    /// <summary>The espace personnel back end.</summary>
    public const string Espace = "espace";

    /// <summary>Support agents.</summary>
    public const string Support = "support";

    /// <summary>Team leaders.</summary>
    public const string Supervision = "supervision";

    /// <summary>Systems that send payments.</summary>
    public const string Producer = "producteur";

    /// <summary>
    /// A member's own application: it reads the members that the token names, and nothing where it names none. Reading without a member is
    /// the scope of the espace personnel back end.
    /// </summary>
    public const string Member = "adherent";

    /// <summary>The policy of reads: <see cref="MayRead"/>.</summary>
    public const string Reading = "lecture";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } = [Espace, Support, Supervision, Producer];

    /// <summary>Whether a caller has one of some scopes.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="scopes">The scopes.</param>
    public static bool HasScope(this ClaimsPrincipal caller, params ReadOnlySpan<string> scopes)
    {
        // A text or a list of texts: a text inside an object or a nested list is no scope.
        foreach (var claim in caller.Claims.Where(c => c.Type is "scope" or "scp" && c.ValueType == ClaimValueTypes.String))
        {
            foreach (var scope in claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (scopes.Contains(scope))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a caller may read members' data at all.</summary>
    /// <param name="caller">The caller.</param>
    public static bool MayRead(this ClaimsPrincipal caller) =>
        caller.HasScope(Espace, Support, Supervision) || (caller.HasScope(Member) && caller.IsLimitedToAdherents());

    /// <summary>Whether a caller is a person of MGEN, whose reads are recorded.</summary>
    /// <param name="caller">The caller.</param>
    public static bool IsAgent(this ClaimsPrincipal caller) => caller.HasScope(Support, Supervision);

    /// <summary>Whether a token names a member, and so may read that member only.</summary>
    /// <param name="caller">The caller.</param>
    public static bool IsLimitedToAdherents(this ClaimsPrincipal caller) => caller.HasClaim(c => c.Type == Authentication.Adherent);

    /// <summary>The member that a token names; null: it names none.</summary>
    /// <param name="caller">The caller.</param>
    public static string? OnlyAdherent(this ClaimsPrincipal caller) => caller.FindFirst(Authentication.Adherent)?.Value;

    /// <summary>Whether a caller may see data that concerns some members: all of them, unless the token names one.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="adherentIds">The members concerned.</param>
    public static bool MaySee(this ClaimsPrincipal caller, IEnumerable<string> adherentIds) =>
        !caller.IsLimitedToAdherents() || adherentIds.Any(a => caller.HasClaim(Authentication.Adherent, a));

    /// <summary>The sender of payments: the application, else the subject, of a token.</summary>
    /// <param name="caller">The caller.</param>
    public static string? Sender(this ClaimsPrincipal caller) => caller.Client() ?? caller.Identity?.Name;

    /// <summary>The application through which a caller comes, as far as its token says.</summary>
    /// <param name="caller">The caller.</param>
    public static string? Client(this ClaimsPrincipal caller) =>
        (caller.FindFirst("client_id") ?? caller.FindFirst("azp"))?.Value;
}
