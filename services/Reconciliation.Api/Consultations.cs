using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>
/// Whose data a call may answer with, and what is written down of it: the same for every call under <c>/v1</c>. A call whose path has
/// <c>{adherentId}</c> needs nothing of its own. Any other is closed to tokens that name a member, unless it is
/// <see cref="SelonLesAdherents"/> and says by <see cref="PeutRepondreSur"/> whose data it found. Each answer to an agent is recorded
/// before it leaves.
/// </summary>
internal static class Consultations
{
    public static RouteGroupBuilder GarderLesAdherents(this RouteGroupBuilder groupe)
    {
        groupe.AddEndpointFilter(FiltrerAsync);
        return groupe;
    }

    /// <summary>Opens a call whose path names no member to tokens that name one: it must ask <see cref="PeutRepondreSur"/>.</summary>
    public static TBuilder SelonLesAdherents<TBuilder>(this TBuilder appel)
        where TBuilder : IEndpointConventionBuilder => appel.WithMetadata(new Ouvert());

    /// <summary>
    /// Says which members the answer is about, and whether the caller may have it: to ask before anything is answered or changed. A
    /// soin that two members share is for both; a list of things about several members is for nobody whose token names one, so it
    /// stays closed to them, and says here whom it shows for the record only.
    /// </summary>
    /// <param name="http">The call.</param>
    /// <param name="adherentIds">The members.</param>
    /// <param name="soinId">The soin, where the answer is about one that the path does not name.</param>
    public static bool PeutRepondreSur(this HttpContext http, IEnumerable<string> adherentIds, Guid? soinId = null)
    {
        var sujet = new Sujet([.. adherentIds.Distinct(StringComparer.Ordinal)], soinId);
        http.Features.Set(sujet);
        return http.User.PeutVoir(sujet.AdherentIds);
    }

    private static async ValueTask<object?> FiltrerAsync(EndpointFilterInvocationContext appel, EndpointFilterDelegate suite)
    {
        var http = appel.HttpContext;
        var nomme = http.GetRouteValue("adherentId") as string;
        if (nomme is not null && Parametres.RegleDIdentifiant(nomme) is { } regle)
        {
            return Problemes.ParametreInvalide("adherentId", regle);
        }

        var motif = http.Request.Headers[MotifAcces.EnTete];
        if (motif.Count > 1 || (motif.Count == 1 && !MotifAcces.EstValide(motif[0] ?? "")))
        {
            return Problemes.ParametreInvalide(MotifAcces.EnTete, $"un motif a de 1 à {MotifAcces.Max} caractères imprimables et ne porte aucun NIR.");
        }

        if (!(nomme is not null ? http.User.PeutVoir([nomme]) : !http.User.EstLimite() || http.GetEndpoint()?.Metadata.GetMetadata<Ouvert>() is not null))
        {
            return Problemes.AdherentInterdit();
        }

        var resultat = await suite(appel);
        if (!Repond(resultat))
        {
            return resultat;
        }

        var sujet = http.Features.Get<Sujet>() ?? new([], null);
        if (nomme is null && !http.User.PeutVoir(sujet.AdherentIds))
        {
            return Problemes.AdherentInterdit();
        }

        if (http.User.EstAgent())
        {
            await EnregistrerAsync(http, nomme is null ? sujet : sujet with { AdherentIds = [nomme] });
        }

        return resultat;
    }

    private static async Task EnregistrerAsync(HttpContext http, Sujet sujet)
    {
        var action = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "?";
        var soinId = sujet.SoinId ?? (Guid.TryParse(http.GetRouteValue("soinId") as string, out var id) ? id : null);
        await http.RequestServices.GetRequiredService<Acces>().EnregistrerAsync(
            new(http.User.Identity?.Name ?? "?", http.User.Client(), action, sujet.AdherentIds, soinId, http.Request.Headers[MotifAcces.EnTete]),
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            http.RequestAborted);
    }

    // A refusal tells nothing of anybody.
    private static bool Repond(object? resultat) => resultat switch
    {
        INestedHttpResult union => Repond(union.Result),
        IStatusCodeHttpResult { StatusCode: { } statut } => statut < 400,
        _ => true,
    };

    private sealed record Sujet(IReadOnlyList<string> AdherentIds, Guid? SoinId);

    private sealed class Ouvert;
}
