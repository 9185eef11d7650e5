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
/// <see cref="AnswersDependOnAdherent"/> and says by <see cref="MayAnswerAbout"/> whose data it found. Each answer to an agent is recorded
/// before it leaves.
/// </summary>
internal static class MemberGuard
{
    public static RouteGroupBuilder GuardAdherents(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(FilterAsync);
        return group;
    }

    /// <summary>Opens a call whose path names no member to tokens that name one: it must ask <see cref="MayAnswerAbout"/>.</summary>
    public static TBuilder AnswersDependOnAdherent<TBuilder>(this TBuilder call)
        where TBuilder : IEndpointConventionBuilder => call.WithMetadata(new OpenToMemberTokens());

    /// <summary>
    /// Says which members the answer is about, and whether the caller may have it: to ask before anything is answered or changed. A
    /// soin that two members share is for both; a list of things about several members is for nobody whose token names one, so it
    /// stays closed to them, and says here whom it shows for the record only.
    /// </summary>
    /// <param name="http">The call.</param>
    /// <param name="adherentIds">The members.</param>
    /// <param name="soinId">The soin, where the answer is about one that the path does not name.</param>
    public static bool MayAnswerAbout(this HttpContext http, IEnumerable<string> adherentIds, Guid? soinId = null)
    {
        var subject = new AnswerSubject([.. adherentIds.Distinct(StringComparer.Ordinal)], soinId);
        http.Features.Set(subject);
        return http.User.MaySee(subject.AdherentIds);
    }

    private static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        var named = http.GetRouteValue("adherentId") as string;
        if (named is not null && QueryParameters.IdentifierRule(named) is { } rule)
        {
            return Problems.ParameterInvalid("adherentId", rule);
        }

        var motif = http.Request.Headers[MotifAcces.HeaderName];
        if (motif.Count > 1 || (motif.Count == 1 && !MotifAcces.IsValid(motif[0] ?? "")))
        {
            return Problems.ParameterInvalid(MotifAcces.HeaderName, $"un motif a de 1 à {MotifAcces.MotifLengthMax} caractères imprimables et ne porte aucun NIR.");
        }

        if (!(named is not null ? http.User.MaySee([named]) : !http.User.IsLimitedToAdherents() || http.GetEndpoint()?.Metadata.GetMetadata<OpenToMemberTokens>() is not null))
        {
            return Problems.AdherentForbidden();
        }

        var result = await next(call);
        if (!Answers(result))
        {
            return result;
        }

        var subject = http.Features.Get<AnswerSubject>() ?? new([], null);
        if (named is null && !http.User.MaySee(subject.AdherentIds))
        {
            return Problems.AdherentForbidden();
        }

        if (http.User.IsAgent())
        {
            await RecordAsync(http, named is null ? subject : subject with { AdherentIds = [named] });
        }

        return result;
    }

    private static async Task RecordAsync(HttpContext http, AnswerSubject subject)
    {
        var action = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "?";
        var soinId = subject.SoinId ?? (Guid.TryParse(http.GetRouteValue("soinId") as string, out var id) ? id : null);
        await http.RequestServices.GetRequiredService<AccessLog>().RecordAsync(
            new(http.User.Identity?.Name ?? "?", http.User.Client(), action, subject.AdherentIds, soinId, http.Request.Headers[MotifAcces.HeaderName]),
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            http.RequestAborted);
    }

    // A refusal tells nothing of anybody.
    private static bool Answers(object? result) => result switch
    {
        INestedHttpResult union => Answers(union.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status < 400,
        _ => true,
    };

    private sealed record AnswerSubject(IReadOnlyList<string> AdherentIds, Guid? SoinId);

    private sealed class OpenToMemberTokens;
}
