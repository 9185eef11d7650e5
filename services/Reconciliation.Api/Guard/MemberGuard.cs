using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Hosting;

namespace Reconciliation.Api;

/// <summary>
/// Tells use cases, from HTTP, who calls and about whom: the same for every call under <c>/v1</c>. A call whose path has
/// <c>{adherentId}</c> needs nothing of its own. Any other is closed to tokens that name a member, unless it is
/// <see cref="AnswersDependOnAdherent"/>. A call asks for its <see cref="Caller"/> and hands it to a use case, which asks whether they may
/// have the data that it read and notes whose data that is. The guard records the access before the first byte of the answer and whatever
/// its status. A call that asks for no caller goes through the same door here: forgetting a use case leaves an access without its right,
/// never unrecorded.
/// </summary>
internal static class MemberGuard
{
    public static RouteGroupBuilder GuardAdherents(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(FilterAsync);
        return group;
    }

    /// <summary>Opens a call whose path names no member to tokens that name one: a use case must ask whose the data is.</summary>
    public static TBuilder AnswersDependOnAdherent<TBuilder>(this TBuilder call)
        where TBuilder : IEndpointConventionBuilder => call.WithMetadata(new OpenToMemberTokens());

    /// <summary>
    /// The caller, for the use case that answers: the use case asks their right, and the guard does not.
    /// </summary>
    /// <param name="http">The call.</param>
    public static Caller Caller(this HttpContext http)
    {
        http.Features.Set(new AnsweredByUseCase());
        return CallerOf(http);
    }

    private static Caller CallerOf(HttpContext http) => new()
    {
        Disclosures = http.Features.GetRequiredFeature<CallDisclosures>(),
        Name = http.User.Identity?.Name ?? "?",
        Client = http.User.Client(),
        IsAgent = http.User.IsAgent(),
        IsEspace = http.User.HasScope(Scopes.Espace),
        IsPerson = http.RequestServices.GetRequiredService<PersonClaims>().AreOf(http.User),
        IsSupervisor = http.User.HasScope(Scopes.Supervision),
        OnlyAdherents = http.User.IsLimitedToAdherents() ? [.. http.User.FindAll(Authentication.Adherent).Select(c => c.Value)] : null,
        Motif = http.Request.Headers[MotifAcces.HeaderName],
    };

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
            return Problems.ParameterInvalid(
                MotifAcces.HeaderName, $"un motif a de 1 à {MotifAcces.MotifLengthMax} caractères imprimables et ne porte aucun NIR.");
        }

        // A path that names another member is refused before anything is read.
        var isOpen = http.GetEndpoint()?.Metadata.GetMetadata<OpenToMemberTokens>() is not null;
        if (!(named is not null ? http.User.MaySee([named]) : isOpen || !http.User.IsLimitedToAdherents()))
        {
            return Problems.AdherentForbidden();
        }

        var handedOut = new CallDisclosures();
        http.Features.Set(handedOut);
        var result = await next(call);
        if (Answers(result) && http.Features.Get<AnsweredByUseCase>() is null && !await DiscloseAsync(http, named))
        {
            result = Problems.AdherentForbidden();
        }

        await http.RequestServices.GetRequiredService<RecordAccesses>().SettleAsync(handedOut);
        return result;
    }

    // A call without a use case is recorded all the same, and closed to tokens of a member.
    private static async Task<bool> DiscloseAsync(HttpContext http, string? named)
    {
        var action = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "?";
        Guid? soinId = Guid.TryParse(http.GetRouteValue("soinId") as string, out var id) ? id : null;
        var outcome = await http.RequestServices.GetRequiredService<Disclosure>().RequestAsync(
            CallerOf(http), action, named is null ? [] : [named], soinId, http.RequestAborted);
        return outcome == DisclosureOutcome.Granted;
    }

    // A refusal that no use case made tells nothing of anybody.
    private static bool Answers(object? result) => result switch
    {
        INestedHttpResult union => Answers(union.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status < 400,
        _ => true,
    };

    private sealed class OpenToMemberTokens;

    private sealed class AnsweredByUseCase;
}
