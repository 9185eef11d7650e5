using System.Security.Claims;

namespace Reconciliation.Hosting;

/// <summary>The scopes of a token, and the policies made of them. A policy that bears the name of a scope asks for that scope and no other.</summary>
public static class Portees
{
    /// <summary>The espace personnel back end.</summary>
    public const string Espace = "espace";

    /// <summary>Support agents.</summary>
    public const string Support = "support";

    /// <summary>Team leaders.</summary>
    public const string Supervision = "supervision";

    /// <summary>Systems that send payments.</summary>
    public const string Producteur = "producteur";

    /// <summary>The policy of reads: any of the first three.</summary>
    public const string Lecture = "lecture";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> Toutes { get; } = [Espace, Support, Supervision, Producteur];

    /// <summary>Whether a caller has one of some scopes.</summary>
    /// <param name="appelant">The caller.</param>
    /// <param name="portees">The scopes.</param>
    public static bool A(this ClaimsPrincipal appelant, params ReadOnlySpan<string> portees)
    {
        foreach (var claim in appelant.Claims.Where(c => c.Type is "scope" or "scp"))
        {
            foreach (var portee in claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (portees.Contains(portee))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a caller is a person of MGEN, whose reads are recorded.</summary>
    /// <param name="appelant">The caller.</param>
    public static bool EstAgent(this ClaimsPrincipal appelant) => appelant.A(Support, Supervision);

    /// <summary>Whether a token names a member, and so may read that member only.</summary>
    /// <param name="appelant">The caller.</param>
    public static bool EstLimite(this ClaimsPrincipal appelant) => appelant.HasClaim(c => c.Type == Authentification.Adherent);

    /// <summary>The member that a token names; null: it names none.</summary>
    /// <param name="appelant">The caller.</param>
    public static string? AdherentSeul(this ClaimsPrincipal appelant) => appelant.FindFirst(Authentification.Adherent)?.Value;

    /// <summary>Whether a caller may see what concerns some members: all of them, unless the token names one.</summary>
    /// <param name="appelant">The caller.</param>
    /// <param name="adherentIds">The members concerned.</param>
    public static bool PeutVoir(this ClaimsPrincipal appelant, IEnumerable<string> adherentIds) =>
        !appelant.EstLimite() || adherentIds.Any(a => appelant.HasClaim(Authentification.Adherent, a));

    /// <summary>The application through which a caller comes, as far as its token says.</summary>
    /// <param name="appelant">The caller.</param>
    public static string? Client(this ClaimsPrincipal appelant) =>
        (appelant.FindFirst("client_id") ?? appelant.FindFirst("azp"))?.Value;
}
