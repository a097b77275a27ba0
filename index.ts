export { GenesysCloudOAuth2Api } from './credentials/GenesysCloudOAuth2Api.credentials';
export { GenesysWebMessaging } from './nodes/GenesysWebMessaging/GenesysWebMessaging.node';
export { GenesysWebMessagingTrigger } from './nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node';
